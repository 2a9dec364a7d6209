import { maxHeadBytes } from './limits.ts'

/**
 * What a line begins with, known before the line has ended: the word before the first `:` or
 * blank. A word may lead several verbs (`notify`, `notify:list`). `unknown` is any other word,
 * `tooLong` one that has not ended after 64 bytes.
 */
export type Head = keyof typeof WORDS | 'exit' | 'unknown' | 'tooLong'

/** A head being read, byte by byte. */
export type HeadReading = { blanks: number; word: string }

/** Every word a command may begin with. */
const WORDS = {
  from: true,
  cram: true,
  pkam: true,
  pol: true,
  to: true,
  lookup: true,
  llookup: true,
  plookup: true,
  update: true,
  delete: true,
  scan: true,
  sync: true,
  batch: true,
  stream: true,
  notify: true,
  monitor: true,
  enroll: true,
  otp: true,
  keys: true,
  info: true,
  stats: true,
  config: true,
  noop: true,
} as const

/** Starts a head. */
export function startHead(): HeadReading {
  return { blanks: 0, word: '' }
}

/**
 * Reads on through `bytes` until the head is known; `undefined` when it is not known yet. Looks at
 * no more than 129 bytes of a line: 64 leading blanks, 64 of the word, the one that ends it.
 * Whatever the pieces, the same line has the same head. Requirement `wire.line.head`.
 */
export function readHead(reading: HeadReading, bytes: Uint8Array): Head | undefined {
  for (const byte of bytes) {
    if (byte === lineFeed || byte === colon) {
      return headOf(reading.word)
    }
    if (isBlank(byte)) {
      if (reading.word !== '') {
        return headOf(reading.word)
      }
      reading.blanks += 1
      if (reading.blanks > maxHeadBytes) {
        return 'unknown'
      }
    } else if (reading.word.length === maxHeadBytes) {
      return 'tooLong'
    } else {
      reading.word += String.fromCharCode(byte)
    }
  }
  return undefined
}

const lineFeed = 0x0a
const colon = 0x3a

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}

function headOf(word: string): Head {
  if (word === '@exit') {
    return 'exit'
  }
  const folded = word.toLowerCase()
  return isWord(folded) ? folded : 'unknown'
}

function isWord(word: string): word is keyof typeof WORDS {
  return Object.hasOwn(WORDS, word)
}
