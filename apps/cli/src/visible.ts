/**
 * `text` with every control character but line feeds and tabs spelled out: what others have written
 * must not move the cursor, or worse, of whoever reads it (requirement `cli.output.harmless`).
 */
export function visible(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0
    return isControl(code) ? `\\x${code.toString(16).padStart(2, '0')}` : character
  }).join('')
}

/** `text` on one line, with nothing in it that a terminal obeys. */
export function oneLine(text: string): string {
  return visible(text.replaceAll(/[\r\n\t]+/gu, ' '))
}

const tab = 0x09
const lineFeed = 0x0a

/** The control characters of ASCII, and their eight-bit companions. */
function isControl(code: number): boolean {
  const isWanted = code === tab || code === lineFeed
  return (code < 0x20 && !isWanted) || (code >= 0x7f && code <= 0x9f)
}
