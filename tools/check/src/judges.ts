import { readFile } from 'node:fs/promises'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems'
import type { Package } from '@atnet/tidy'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** How our users resolve us: we are ESM only, so what CommonJS sees does not count. */
const resolutions = ['node16-esm', 'bundler'] as const

/** What is wrong with a tarball: its package.json, and whether its types are where it says. */
export async function judge(options: {
  readonly tarball: string
  readonly manifest: Package['manifest']
}): Promise<readonly string[]> {
  const bytes = await readFile(options.tarball)
  const importable = options.manifest.exports !== undefined
  return [...(await manifestProblems(bytes)), ...(importable ? await typeProblems(bytes) : [])]
}

async function manifestProblems(bytes: Buffer): Promise<readonly string[]> {
  const tarball = new Uint8Array(bytes).buffer
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  return messages
    .filter(({ type }) => type === 'error')
    .map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
}

async function typeProblems(bytes: Buffer): Promise<readonly string[]> {
  const result = await checkPackage(createPackageFromTarballData(bytes))
  if (result.types === false) {
    return ['There are no types in the package.']
  }
  return result.problems
    .filter((problem) =>
      resolutions.some((kind) => problemAffectsResolutionKind(problem, kind, result)),
    )
    .map((problem) => JSON.stringify(problem))
}
