/// <reference lib="es2024.string" />

const firstSurrogate = 0xd800
const lastSurrogate = 0xdfff
const lastCodePoint = 0x10ffff

/**
 * Compares two texts by code point, which is how SQLite compares UTF-8. JavaScript's own order
 * differs above U+FFFF, where most emoji are.
 */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at += 1) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at)
    if (difference !== 0) {
      const aIsAbove = isSurrogate(a.charCodeAt(at))
      // Half a surrogate pair stands for a code point above all that need none.
      return aIsAbove === isSurrogate(b.charCodeAt(at)) ? difference : aIsAbove ? 1 : -1
    }
  }
  return a.length - b.length
}

function isSurrogate(codeUnit: number): boolean {
  return codeUnit >= firstSurrogate && codeUnit <= lastSurrogate
}

/** The least text above `text`. */
export function justAbove(text: string): string {
  return `${text}\0`
}

/** The least text above all that start with `prefix`; `undefined` when there is none. */
export function endOfPrefix(prefix: string): string | undefined {
  const codePoints = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (codePoints.at(-1) === lastCodePoint) {
    codePoints.pop()
  }
  const last = codePoints.pop()
  if (last === undefined) {
    return undefined
  }
  const next = last + 1 === firstSurrogate ? lastSurrogate + 1 : last + 1
  return String.fromCodePoint(...codePoints, next)
}

/** The text as it comes back from UTF-8: halves of surrogate pairs become U+FFFD. */
export function wellFormed(text: string): string {
  return text.toWellFormed()
}

/** A copy that does not keep a larger text alive from which it was cut. */
export function detached(text: string): string {
  return Buffer.from(text).toString()
}
