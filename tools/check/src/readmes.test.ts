import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { codeBlocks, readWorkspace, root } from '@atnet/tidy'
import { describe, expect, it } from 'vitest'

/** Longer than any example takes; one that waits for something has no end of its own. */
const deadlineMs = 25_000

const examples = [...readWorkspace().files].flatMap(([path, page]) => {
  const folder = /^(packages\/[^/]+)\/README\.md$/u.exec(path)?.[1]
  return folder === undefined
    ? []
    : codeBlocks(page, 'ts').map(({ code, line }) => ({ where: `${path}:${line}`, folder, code }))
})

/** As a reader would run it: a module of its own in the folder of the package. */
async function runExample(code: string, folder: string): Promise<void> {
  const flags = ['--conditions=@atnet/source', '--input-type=module-typescript', '--eval', code]
  await promisify(execFile)(process.execPath, flags, {
    cwd: join(root, folder),
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  })
}

describe('the example at', () => {
  it.each(examples)('$where runs and ends by itself', async ({ code, folder }) => {
    await expect(runExample(code, folder)).resolves.toBeUndefined()
  })
})

describe('an example', () => {
  it.each([
    ['throws', "throw new Error('no')"],
    ['leaves with another code than 0', 'process.exit(3)'],
    ['does not parse', 'const const'],
    ['imports what is not there', "import '@atnet/nothing'"],
    ['waits for a promise that nobody keeps', 'await new Promise(() => {})'],
  ])('fails when it %s', async (_, code) => {
    await expect(runExample(code, 'packages/runtime')).rejects.toThrow(/Command failed/u)
  })
})
