/** One line of `strace -f -yy`, as far as it says what reached a socket or the disk, and when. */
type SystemCall = {
  readonly process: string
  readonly name: string
  /** What the first argument, a file descriptor, stands for. */
  readonly target: string
  readonly begins: boolean
  readonly ends: boolean
  readonly result: number
}

/** A command that came in on a connection and the reply to it. */
export type Exchanged = {
  readonly connection: string
  /** Whether the disk was synced after the command was read and before the reply was written. */
  readonly synced: boolean
}

/** The system calls that the order of reading, syncing and replying shows in. */
export const tracedCalls = [
  ...['read', 'readv', 'recvfrom', 'recvmsg', 'write', 'writev', 'sendto', 'sendmsg'],
  ...['fsync', 'fdatasync'],
].join(',')

const reading = new Set(['read', 'readv', 'recvfrom', 'recvmsg'])
const writing = new Set(['write', 'writev', 'sendto', 'sendmsg'])
const syncing = new Set(['fsync', 'fdatasync'])

/** The exchanges on connections to `port`, in the order of their replies (data.write.durable). */
export function exchangesIn(trace: string, port: number): readonly Exchanged[] {
  const unfinished = new Map<string, SystemCall>()
  const waiting = new Map<string, boolean>()
  const exchanged: Exchanged[] = []
  for (const line of trace.split('\n')) {
    const call = readCall(line, unfinished)
    if (call === undefined) {
      continue
    }
    const connection = call.target.includes(`:${port}->`) ? call.target : undefined
    if (syncing.has(call.name) && call.ends && call.target.includes('.db')) {
      for (const key of waiting.keys()) {
        waiting.set(key, true)
      }
    } else if (connection !== undefined && reading.has(call.name) && call.result > 0) {
      waiting.set(connection, waiting.get(connection) ?? false)
    } else if (connection !== undefined && writing.has(call.name) && call.begins) {
      const synced = waiting.get(connection)
      if (synced !== undefined) {
        exchanged.push({ connection, synced })
        waiting.delete(connection)
      }
    }
  }
  return exchanged
}

function readCall(line: string, unfinished: Map<string, SystemCall>): SystemCall | undefined {
  const whole = /^(?<process>\d+) +(?<name>\w+)\(\d+<(?<target>(?:->|[^>])*)>(?<rest>.*)$/u.exec(
    line,
  )?.groups
  if (whole !== undefined) {
    const { process = '', name = '', target = '', rest = '' } = whole
    const ends = !rest.endsWith('<unfinished ...>')
    const call = { process, name, target, begins: true, ends, result: ends ? resultOf(rest) : 0 }
    unfinished.set(process, call)
    return call
  }
  const resumed = /^(?<process>\d+) +<\.\.\. (?<name>\w+) resumed>(?<rest>.*)$/u.exec(line)?.groups
  const { process = '', name = '', rest = '' } = resumed ?? {}
  const begun = unfinished.get(process)
  return begun?.name === name
    ? { ...begun, begins: false, ends: true, result: resultOf(rest) }
    : undefined
}

function resultOf(rest: string): number {
  return Number(/= (?<result>-?\d+)[^=]*$/u.exec(rest)?.groups?.['result'] ?? 0)
}
