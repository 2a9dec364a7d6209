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
    throw new UsageError(`The file ${file} of ${option} cannot be used: ${reasonOf(error)}.`)
  }
}

/** What the operating system's codes mean to a person. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is a folder',
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error)
  }
  const code = 'code' in error ? String(error.code) : ''
  return reasons[code] ?? error.message
}
