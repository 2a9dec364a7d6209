/** One thing that happened on a recorded connection, with the line of the file it stands on. */
export type Step = { readonly line: number; readonly connection: string } & (
  | { readonly kind: 'connect'; readonly server: string; readonly clientCertificate: boolean }
  | { readonly kind: 'send'; readonly bytes: Uint8Array; readonly source: string }
  | { readonly kind: 'receive'; readonly text: string; readonly afterMs: number }
  | { readonly kind: 'silence' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'leave' }
)

/** A recorded conversation between clients and servers. */
export type Transcript = { readonly name: string; readonly steps: readonly Step[] }

/** A file that is not in the format of the recordings. */
export class TranscriptError extends Error {
  override readonly name = 'TranscriptError'
}

/**
 * Reads a recording: `C>` bytes sent, `S<` bytes received, `-- CLOSED BY SERVER`,
 * `-- no response …`, `(client closes)`. What servers said to each other and the recorder's own
 * remarks are left out. Throws `TranscriptError` naming the line that makes no sense.
 */
export function parseTranscript(name: string, text: string): Transcript {
  const steps = text.split('\n').flatMap((row, index) => {
    const entry = /^\[(?<connection>(?<server>[a-z]+)#\d+)\] (?<rest>.*)$/u.exec(row)?.groups
    if (entry === undefined) {
      return []
    }
    const { connection = '', server = '', rest = '' } = entry
    const step = readStep(rest, server)
    if (step === undefined) {
      throw new TranscriptError(`${name}:${index + 1} is not a step of a recording: ${rest}`)
    }
    return [{ ...step, line: index + 1, connection }]
  })
  return { name, steps }
}

type Bare<S> = S extends Step ? Omit<S, 'line' | 'connection'> : never

function readStep(rest: string, server: string): Bare<Step> | undefined {
  const connect = /^CONNECT port \d+ client-cert=(?<certificate>yes|no)$/u.exec(rest)?.groups
  if (connect !== undefined) {
    return { kind: 'connect', server, clientCertificate: connect['certificate'] === 'yes' }
  }
  const sent = /^C> "(?<text>.*?)"(?: \[[^\]]*\]"?)?$/u.exec(rest)?.groups?.['text']
  if (sent !== undefined) {
    return { kind: 'send', bytes: unescapeBytes(expandRepeats(sent)), source: sent }
  }
  const received = /^S< (?<text>".*?"|\[.*\])(?<notes>(?: {3}\([^)]*\))*)$/u.exec(rest)?.groups
  if (received !== undefined) {
    const { text = '', notes = '' } = received
    return { kind: 'receive', text: readReceived(text), afterMs: readDelay(notes) }
  }
  if (/^-- no response within [\d.]+s$/u.test(rest)) {
    return { kind: 'silence' }
  }
  if (/^-- CLOSED BY SERVER(?: \(no bytes\))?$/u.test(rest)) {
    return { kind: 'closed' }
  }
  return rest === '(client closes)' ? { kind: 'leave' } : undefined
}

/** `[N bytes: head…tail]` stands for N bytes in which the last character of the head repeats. */
function readReceived(text: string): string {
  const short = /^\[(?<bytes>\d+) bytes: (?<head>[^…]*)…(?<tail>.*)\]$/u.exec(text)?.groups
  if (short === undefined) {
    return decode(unescapeBytes(text.slice(1, -1)))
  }
  const head = decode(unescapeBytes(short['head'] ?? ''))
  const tail = decode(unescapeBytes(short['tail'] ?? ''))
  const missing = Number(short['bytes']) - encode(head).length - encode(tail).length
  return `${head}${head.slice(-1).repeat(missing)}${tail}`
}

function readDelay(notes: string): number {
  const seconds = /\(after (?<seconds>[\d.]+)s\)/u.exec(notes)?.groups?.['seconds'] ?? '0'
  return Math.round(Number(seconds) * 1_000)
}

/** `xxxx…(1000 x)` and `k…(229 times k)` stand for that many of the character. */
function expandRepeats(text: string): string {
  return text.replace(
    /(?<unit>.)\k<unit>*…\((?<count>\d+) (?:times )?\k<unit>(?:, no newline)?\)/u,
    repeated,
  )
}

function repeated(...match: readonly unknown[]): string {
  const groups = match.at(-1)
  if (typeof groups !== 'object' || groups === null) {
    throw new TranscriptError('a repeat without a count')
  }
  const { unit, count } = Object.fromEntries(Object.entries(groups))
  return String(unit).repeat(Number(count))
}

const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '"': 34, '\\': 92 }

/** Undoes `\n`, `\r`, `\t`, `\"`, `\\` and `\xNN`; everything else is UTF-8. */
function unescapeBytes(text: string): Uint8Array {
  const parts = text.split(/(?<escape>\\(?:x[0-9a-f]{2}|[nrt"\\]))/u)
  return Buffer.concat(parts.map((part, index) => (index % 2 === 0 ? encode(part) : byte(part))))
}

function byte(escape: string): Uint8Array {
  const code = escape.startsWith('\\x')
    ? Number.parseInt(escape.slice(2), 16)
    : (escapes[escape.slice(1)] ?? 0)
  return Uint8Array.of(code)
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
