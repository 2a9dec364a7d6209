import type { Captures } from './codec.ts'
import { reachesEnd, skip, token } from './grammar.ts'

/** A key with its optional owner, and where it ends. */
export type KeyAt = { readonly captures: Captures; readonly end: number }

/**
 * The key of `update:` and `delete:`, from the colon in front of it: one token and an optional
 * owner, or the one `privatekey:` name (`special`) that has a colon inside.
 */
export function keyAt(line: string, colon: number, special: string): KeyAt | undefined {
  const from = colon + 1
  const end = line[colon] === ':' ? keyEnd(line, from, special) : -1
  if (end === -1) {
    return undefined
  }
  const atKey = line.slice(from, end)
  if (line[end] !== '@') {
    return { captures: { atKey }, end }
  }
  const ownerEnd = token(line, end + 1)
  return ownerEnd === -1
    ? undefined
    : { captures: { atKey, atSign: line.slice(end + 1, ownerEnd) }, end: ownerEnd }
}

function keyEnd(line: string, from: number, special: string): number {
  const end = token(line, from)
  return end !== -1 && line[end] === ':' ? skip(line, from, special) : end
}

/**
 * A key that reaches to the line's last `@`, and the owner behind it. `isKey` judges the text
 * between: it is given the first unit and the `@`.
 */
export function keyToLastSign(
  line: string,
  from: number,
  isKey: (line: string, from: number, to: number) => boolean,
): Captures | undefined {
  const sign = line.lastIndexOf('@')
  if (sign <= from || !isKey(line, from, sign) || !reachesEnd(line, token, sign + 1)) {
    return undefined
  }
  return { atKey: line.slice(from, sign), atSign: line.slice(sign + 1) }
}
