import { closeSync, openSync, readSync } from 'node:fs'

/** Why a small text file could not be read: reads on after the file's name, and says what to do. */
export class TextFileError extends Error {
  override readonly name = 'TextFileError'
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: check the path',
  ENOTDIR: 'does not exist: check the path',
  EACCES: 'may not be read by this user: change its owner or its mode',
  EPERM: 'may not be read by this user: change its owner or its mode',
  EISDIR: 'is a folder: name the file in it',
}

/**
 * The text of a file of at most `maxBytes` bytes, UTF-8. Pipes and the like are read as well, never
 * further than the bound. Throws a `TextFileError`.
 */
export function readTextFile(path: string, maxBytes: number): string {
  try {
    return decode(readBytes(path, maxBytes))
  } catch (error) {
    if (error instanceof TextFileError) {
      throw error
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new TextFileError(REASONS[code] ?? `cannot be read (${code})`, { cause: error })
  }
}

function readBytes(path: string, maxBytes: number): Uint8Array {
  const bytes = new Uint8Array(maxBytes + 1)
  const descriptor = openSync(path, 'r')
  try {
    let length = 0
    while (length <= maxBytes) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null)
      if (count === 0) {
        return bytes.subarray(0, length)
      }
      length += count
    }
  } finally {
    closeSync(descriptor)
  }
  throw new TextFileError(`is larger than ${maxBytes} bytes: name another file`)
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new TextFileError('is no text in UTF-8: name another file', { cause: error })
  }
}
