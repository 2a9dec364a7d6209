/**
 * Removes white space from both ends as peers do: what JavaScript trims, and U+0085 as well.
 * Linear. Requirement `wire.line.trim`.
 */
export function trimLine(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isWhiteSpace(text.charCodeAt(from))) {
    from += 1
  }
  while (to > from && isWhiteSpace(text.charCodeAt(to - 1))) {
    to -= 1
  }
  return text.slice(from, to)
}

/**
 * `text`, or the first `maxChars` UTF-16 units of it and `…`; no character is cut in two. Requirement
 * `wire.fault.bounded`.
 */
export function shortened(text: string, maxChars: number): string {
  if (text.length <= maxChars) {
    return text
  }
  const splits = isHighSurrogate(text.charCodeAt(maxChars - 1))
  return `${text.slice(0, splits ? maxChars - 1 : maxChars)}…`
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isWhiteSpace(unit: number): boolean {
  if (unit < 0x80) {
    return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
  }
  return unit === 0x85 || /\s/u.test(String.fromCharCode(unit))
}
