import { maxAtSignChars } from './limits.ts'

/** The units names may carry beside ASCII; letter case folds as in the published expressions. */
const symbol = /^(?:[\u00a9\u00ae\u2000-\u3300]|[\ufe00-\ufe0f])$/i

const entityPunctuation = new Set(Array.from(`_.'*"-`, (char) => char.charCodeAt(0)))

/**
 * Where an atSign's body that starts at `from` ends, or -1 when it is empty or too long. An emoji
 * made of two units counts once. Linear in what it skips.
 */
export function skipAtSignBody(text: string, from: number): number {
  let at = from
  for (let count = 0; count <= maxAtSignChars; count += 1) {
    const width = widthAt(text, at, isAtSignPunctuation)
    if (width === 0) {
      return count === 0 ? -1 : at
    }
    at += width
  }
  return -1
}

/** Where a key's entity (its name with the namespace) that starts at `from` ends, or -1 if empty. */
export function skipEntity(text: string, from: number): number {
  let at = from
  for (;;) {
    const width = widthAt(text, at, isEntityPunctuation)
    if (width === 0) {
      return at === from ? -1 : at
    }
    at += width
  }
}

/** UTF-16 units of the name character at `at`: 0 when there is none, 2 for a surrogate pair. */
function widthAt(text: string, at: number, isPunctuation: (unit: number) => boolean): 0 | 1 | 2 {
  const unit = text.charCodeAt(at)
  if (unit < 0x80) {
    return isAlphanumeric(unit) || isPunctuation(unit) ? 1 : 0
  }
  if (unit >= 0xd83c && unit <= 0xd83e) {
    const low = text.charCodeAt(at + 1)
    return low >= 0xd000 && low <= 0xdfff ? 2 : 0
  }
  return symbol.test(text.charAt(at)) ? 1 : 0
}

function isAlphanumeric(unit: number): boolean {
  const folded = unit | 0x20
  return (folded >= 0x61 && folded <= 0x7a) || (unit >= 0x30 && unit <= 0x39)
}

function isAtSignPunctuation(unit: number): boolean {
  return unit === 0x5f || unit === 0x2d
}

function isEntityPunctuation(unit: number): boolean {
  return entityPunctuation.has(unit)
}
