import { maxQuestionBytes, maxQuestionChars } from './limits.ts'

/** What a chunk of a client's bytes comes to. */
export type LookupEvent =
  /** A name to look up: lower case, trimmed, without a leading `@`; empty for a blank line. */
  | { readonly kind: 'name'; readonly name: string }
  /** The client says goodbye, or has said too much: nothing after this counts. */
  | { readonly kind: 'exit' | 'tooLong' }

/**
 * Cuts what a client of a directory sends into names. `@exit` counts in any case and needs no newline; more than
 * 255 characters without one are too many (directory.lookup.line, directory.lookup.limit). Gives a function from
 * each chunk to what it completes.
 */
export function lookupLines(): (chunk: Uint8Array) => readonly LookupEvent[] {
  let buffered = new Uint8Array(0)
  return (chunk) => {
    const events: LookupEvent[] = []
    let rest = chunk
    for (;;) {
      const feed = rest.indexOf(0x0a)
      const piece = feed === -1 ? rest : rest.subarray(0, feed + 1)
      const text = joinedText(buffered, piece)
      if (text === undefined) {
        return [...events, { kind: 'tooLong' }]
      }
      const line = text.trim().toLowerCase()
      if (line === '@exit') {
        return [...events, { kind: 'exit' }]
      }
      if (feed === -1) {
        buffered = joined(buffered, piece)
        return events
      }
      buffered = new Uint8Array(0)
      events.push({ kind: 'name', name: line.startsWith('@') ? line.slice(1) : line })
      rest = rest.subarray(feed + 1)
    }
  }
}

function joinedText(buffered: Uint8Array, piece: Uint8Array): string | undefined {
  if (buffered.length + piece.length > maxQuestionBytes) {
    return undefined
  }
  const text = new TextDecoder().decode(joined(buffered, piece))
  return text.length > maxQuestionChars ? undefined : text
}

function joined(buffered: Uint8Array, piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(buffered.length + piece.length)
  bytes.set(buffered)
  bytes.set(piece, buffered.length)
  return bytes
}
