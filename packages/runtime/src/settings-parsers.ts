/** Any text but an empty one. Throws an `Error` saying what is needed. */
export function parseText(text: string): string {
  if (text.trim() === '') {
    throw new Error('a text that is not empty is needed')
  }
  return text
}

/** A parser of whole numbers within bounds, both included, which throws an `Error` naming them. */
export function wholeNumber(bounds: {
  readonly from: number
  readonly to: number
}): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^-?\d{1,16}$/.test(text) || value < bounds.from || value > bounds.to) {
      throw new Error(`a whole number from ${bounds.from} to ${bounds.to} is needed`)
    }
    return value
  }
}

/** A TCP port; 0 lets the system choose. Throws an `Error` saying what is needed. */
export const parsePort: (text: string) => number = wholeNumber({ from: 0, to: 65_535 })

/** `true` or `false`. Throws an `Error` saying so. */
export function parseSwitch(text: string): boolean {
  if (text !== 'true' && text !== 'false') {
    throw new Error('true or false is needed')
  }
  return text === 'true'
}

/** A parser of one of the given words, which throws an `Error` listing them. */
export function oneOf<const Word extends string>(
  ...words: readonly Word[]
): (text: string) => Word {
  return (text) => {
    const word = words.find((known) => known === text)
    if (word === undefined) {
      throw new Error(`one of ${words.join(', ')} is needed`)
    }
    return word
  }
}

/** A parser of values separated by commas, blanks around them ignored; throws what `parseItem` throws. */
export function listOf<T>(parseItem: (text: string) => T): (text: string) => readonly T[] {
  return (text) => text.split(',').map((item) => parseItem(item.trim()))
}
