import { open } from 'node:fs/promises'

/**
 * The text of a small file; undefined when there is none. Throws when it is longer than
 * `maxBytes`, and whatever the system says when it cannot be read.
 */
export async function readTextFile(file: string, maxBytes: number): Promise<string | undefined> {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      if (size > maxBytes) {
        throw new Error(`it is ${size} bytes long, more than the ${maxBytes} that make sense`)
      }
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined
    }
    throw error
  }
}
