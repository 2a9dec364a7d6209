import type { AtSign } from './at-sign.ts'
import { type FaultView, readFault, renderFault } from './fault-text.ts'
import type { AtFault } from './faults.ts'

/** What a command is answered with when it succeeds. */
export type Reply =
  /** `data:` and the payload; `data:null` when there is none. */
  | { readonly kind: 'data'; readonly payload: string | null }
  /** `data: ` with a blank, as `stats` and `notify:all` answer. */
  | { readonly kind: 'dataWithSpace'; readonly payload: string }
  /** JSON text in pieces: one string of a very long answer would take long to make. JSON holds no line feed. */
  | {
      readonly kind: 'pieces'
      readonly start: 'data:' | 'data: '
      readonly pieces: readonly string[]
    }
  /** Another server's answer passed on: `data:` is not put before it twice. */
  | { readonly kind: 'forwarded'; readonly body: string }
  /** The answer to `pol`: the peer's name and nothing else, not even a line feed. */
  | { readonly kind: 'pol'; readonly peer: AtSign }
  /** No bytes at all. */
  | { readonly kind: 'none' }

/** What ends a reply and says who the caller is: `@`, `@alice@` for the owner, `@bob@` for a peer. */
export type Prompt = '@' | `@${string}@`

/** What a reply's body said. */
export type ReadReply =
  | { readonly kind: 'data'; readonly payload: string }
  | { readonly kind: 'fault'; readonly code: string; readonly description: string }
  | { readonly kind: 'unexpected' }

/**
 * The bytes of a reply with its prompt, ready for one write. A line feed of the payload that a
 * reader would take for the end of the reply becomes a blank. Requirement `wire.reply.encoding`.
 */
export function encodeReply(reply: Reply, prompt: Prompt): string {
  switch (reply.kind) {
    case 'data':
      return ended('data:', reply.payload ?? 'null', prompt)
    case 'dataWithSpace':
      return ended('data: ', reply.payload, prompt)
    case 'pieces':
      return encodePieces(reply, prompt).join('')
    case 'forwarded':
      return ended(reply.body.startsWith('data:') ? '' : 'data:', reply.body, prompt)
    case 'pol':
      return `${reply.peer}@`
    case 'none':
      return ''
    default:
      return reply satisfies never
  }
}

/** What `encodeReply` gives for a reply in pieces, still in pieces. Requirement `wire.reply.encoding`. */
export function encodePieces(
  { start, pieces }: Extract<Reply, { readonly kind: 'pieces' }>,
  prompt: Prompt,
): readonly string[] {
  return [start, ...pieces, `\n${prompt}`]
}

/**
 * The bytes of a fault with its prompt, ready for one write. A full server's refusal has none.
 * Requirement `wire.fault.rendering`.
 */
export function encodeFault(fault: AtFault, view: FaultView, prompt: Prompt): string {
  return `${renderFault(fault, view)}\n${fault.policy.prompted ? prompt : ''}`
}

/** What a reply's body (as `ReplyReader` gives it) said. Requirement `wire.reply.reading`. */
export function readReply(body: string): ReadReply {
  if (body.startsWith('data:')) {
    return { kind: 'data', payload: body.slice('data:'.length) }
  }
  const fault = readFault(body)
  return fault === undefined ? { kind: 'unexpected' } : { kind: 'fault', ...fault }
}

/**
 * A line feed followed by `@` ends a reply, so the body must not hold one. It is looked for before
 * anything is joined to it: joining would copy megabytes.
 */
function ended(start: string, body: string, prompt: Prompt): string {
  return `${start}${body.includes('\n@') ? body.replaceAll('\n@', ' @') : body}\n${prompt}`
}
