import { readFile, stat } from 'node:fs/promises'
import { maxOptionFileBytes } from './limits.ts'
import { UsageError } from './usage-error.ts'

/** The text of a file an option names. Throws {@link UsageError} saying which option, and why not. */
export async function readOptionFile(
  option: string,
  file: string,
  maxBytes: number = maxOptionFileBytes,
): Promise<string> {
  try {
    if ((await stat(file)).size > maxBytes) {
      throw new Error(`it is longer than ${maxBytes} bytes`)
    }
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`The file ${file} of ${option} cannot be used: ${reason}.`)
  }
}
