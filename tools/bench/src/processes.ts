import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A server under load: its first line on stdout says that it is ready. */
export type ServerProcess = {
  readonly firstLine: string
  /** CPU time used so far, user and system, microseconds; `undefined` where the system does not tell. */
  readonly cpuMicros: () => number | undefined
  /** The longest turn of its event loop during some work, milliseconds of CPU time. */
  readonly longestTurn: (work: () => Promise<void>) => Promise<number>
  readonly stop: () => Promise<void>
}

const turns = new URL('./turns.ts', import.meta.url).href

/** Starts a server from its sources and waits for its first line. */
export function startServer(script: string, args: readonly string[]): Promise<ServerProcess> {
  const watched = ['--conditions=@atnet/source', `--import=${turns}`, script, ...args]
  const child = spawn(process.execPath, watched, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with code ${code}`)))
    const { stdout } = child
    if (stdout === null) {
      throw new Error('a server has no output')
    }
    createInterface({ input: stdout }).once('line', (firstLine) => {
      resolve({
        firstLine,
        cpuMicros: () => cpuMicros(child),
        longestTurn: (work) => longestTurn(child, work),
        stop: () => stop(child),
      })
    })
  })
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit')
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

async function longestTurn(child: ChildProcess, work: () => Promise<void>): Promise<number> {
  child.send('begin')
  await work()
  const told = once(child, 'message')
  child.send('end')
  return Number((await told)[0])
}

/** Linux counts process time in hundredths of a second, fields 14 and 15 of `stat`. */
function cpuMicros({ pid }: ChildProcess): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10_000
  } catch {
    return undefined
  }
}
