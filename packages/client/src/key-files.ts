import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type AtKeys, readAtKeys, writeAtKeys } from '@atnet/crypto'
import type { AtSign } from '@atnet/protocol-codec'
import { ClientError } from './errors.ts'
import { maxKeyFileBytes } from './limits.ts'
import { writePrivateFile } from './private-file.ts'

export { writePrivateFile } from './private-file.ts'

/** Where the key file of `atSign` is in `folder`, under the name every SDK uses. */
export function keyFilePath(folder: string, atSign: AtSign): string {
  return join(folder, `${atSign}_key.atKeys`)
}

/**
 * Reads a key file; undefined when there is none at `file`. Throws {@link ClientError} `keyFile`
 * when it is there and cannot be used, saying why.
 */
export async function loadKeys(
  file: string,
  options: { readonly atSign?: AtSign; readonly passphrase?: string } = {},
): Promise<AtKeys | undefined> {
  const text = await readSmallFile(file)
  if (text === undefined) {
    return undefined
  }
  try {
    return await readAtKeys(text, options)
  } catch (error) {
    throw unusable(file, error)
  }
}

/**
 * Writes a new key file, readable by its owner only, whole or not at all. Throws
 * {@link ClientError} `keyFile` when the file exists already (requirement
 * `client.keys.never-overwritten`) or cannot be written.
 */
export async function saveKeys(file: string, keys: AtKeys): Promise<void> {
  const text = await writeAtKeys(keys)
  try {
    await writePrivateFile(file, text, { replace: false })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new ClientError(
        'keyFile',
        `The key file ${file} exists already and is never overwritten: move it away first.`,
        { cause: error },
      )
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new ClientError('keyFile', `The key file ${file} cannot be written: ${reason}`, {
      cause: error,
    })
  }
}

async function readSmallFile(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, 'r')
    try {
      return await readUpTo(handle, maxKeyFileBytes)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined
    }
    throw unusable(file, error)
  }
}

/** Reads a whole file, or refuses: a device or a pipe has no size to look at beforehand. */
async function readUpTo(handle: FileHandle, maxBytes: number): Promise<string> {
  const buffer = Buffer.alloc(maxBytes + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
    length += bytesRead
    if (length > maxBytes) {
      throw new Error(`it is longer than ${maxBytes} bytes, and key files are far smaller`)
    }
    if (bytesRead === 0) {
      return buffer.toString('utf8', 0, length)
    }
  }
}

function unusable(file: string, error: unknown): ClientError {
  const reason = error instanceof Error ? error.message : String(error)
  return new ClientError('keyFile', `The key file ${file} cannot be used: ${reason}`, {
    cause: error,
  })
}
