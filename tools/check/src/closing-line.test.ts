import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@atnet/tidy'
import { expect, it } from 'vitest'
import { run } from './run.ts'

/** Runs vitest itself, with our reporter, on files with these texts. */
async function closingLineOf(
  ...texts: readonly string[]
): Promise<{ line: string | undefined; ok: boolean }> {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/closing-line-'))
  const reporter = JSON.stringify(join(root, 'tools/check/src/closing-line.ts'))
  try {
    for (const [index, text] of texts.entries()) {
      writeFileSync(join(folder, `${index}.test.js`), `import { it } from 'vitest'\n${text}`)
    }
    writeFileSync(
      join(folder, 'vitest.config.js'),
      `import { closingLine } from ${reporter}\nexport default { test: { reporters: [closingLine()] } }\n`,
    )
    const { ok, output } = await run([join(root, 'node_modules/.bin/vitest'), 'run'], folder)
    return { ok, line: output.split('\n').find((line) => line.startsWith('Tests: ')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('counts what passed', async () => {
  const closing = await closingLineOf("it('a', () => {}); it('b', () => {})")
  expect(closing).toEqual({ ok: true, line: 'Tests: 2 passed, 0 failed' })
})

it('counts as failed what failed, what could not be read and what went wrong outside', async () => {
  const closing = await closingLineOf(
    "it('a', () => {}); it('b', () => { throw Error() })",
    "it('a', () => {}); it.skip('b', () => {})",
    "it('a', () => {}); throw Error('b')",
    "it('a', async () => { void Promise.reject(Error('b')); await Promise.resolve() })",
  )
  expect(closing).toEqual({ ok: false, line: 'Tests: 3 passed, 3 failed, 1 skipped' })
})
