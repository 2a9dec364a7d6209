/** A reply taken off the front of what has arrived, and what is left. */
export type Taken = { readonly reply: string; readonly rest: string }

/**
 * Takes one whole reply, prompt included, off the front of `text`; `undefined` when it is not all
 * there. Written from the protocol alone, without our codec, so that a mistake there shows here
 * (wire.reply.reading). Bytes that fit no reply count as part of the next one.
 */
export function takeReply(text: string): Taken | undefined {
  return text.startsWith('@') ? takePrompt(text) : takeLine(text)
}

/** A greeting `@`, or `@bob@`, the whole answer to `pol`. */
function takePrompt(text: string): Taken | undefined {
  return split(text, promptLength(text))
}

function takeLine(text: string): Taken | undefined {
  const end = text.indexOf('\n@')
  if (end === -1) {
    return undefined
  }
  const length = promptLength(text.slice(end + 1))
  return length === undefined ? undefined : split(text, end + 1 + length)
}

/**
 * How long the prompt at the front of `text` is. `@` with nothing after it is one: a reply and its
 * prompt are one write, so `alice@` would have come with it.
 */
function promptLength(text: string): number | undefined {
  const name = /^@[^@:\n]*/u.exec(text)?.[0] ?? ''
  if (name.length === 1) {
    return 1
  }
  const next = text.charAt(name.length)
  if (next === '@') {
    return name.length + 1
  }
  // What follows is the beginning of the next reply, or of a name that has not all come.
  return next === '' ? undefined : 1
}

function split(text: string, length: number | undefined): Taken | undefined {
  return length === undefined
    ? undefined
    : { reply: text.slice(0, length), rest: text.slice(length) }
}
