import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Package, readWorkspace, root } from '@atnet/tidy'
import { consume } from './consumer.ts'
import { judge } from './judges.ts'
import { type Ended, run } from './run.ts'

/**
 * Packs every package as it would be published, has each judged, and uses all of them together in a
 * folder that knows nothing of this repository.
 */
export async function checkPackages(): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'atnet-packages-'))
  try {
    const published = readWorkspace().packages.filter(({ manifest }) => manifest.private !== true)
    const packed = await packAll(published, folder)
    if ('output' in packed) {
      return packed
    }
    const failures: string[] = []
    for (const { manifest } of published) {
      const problems = await judge({ tarball: packed.get(manifest.name) ?? '', manifest })
      failures.push(...problems.map((problem) => `${manifest.name}: ${problem}`))
    }
    if (failures.length > 0) {
      return { ok: false, output: failures.join('\n') }
    }
    return await consume({ packages: published, tarballs: packed, folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The tarball of each package, by its name. */
async function packAll(
  packages: readonly Package[],
  folder: string,
): Promise<ReadonlyMap<string, string> | Ended> {
  const tarballs = new Map<string, string>()
  const ended = await Promise.all(
    packages.map((each) =>
      run(['pnpm', 'pack', '--pack-destination', folder], join(root, each.folder)),
    ),
  )
  const failed = ended.find(({ ok }) => !ok)
  if (failed !== undefined) {
    return failed
  }
  const files = await readdir(folder)
  for (const { manifest } of packages) {
    const stem = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}`
    const file = files.find((name) => name === `${stem}.tgz`)
    if (file === undefined) {
      return { ok: false, output: `pnpm pack made no ${stem}.tgz` }
    }
    tarballs.set(manifest.name, join(folder, file))
  }
  return tarballs
}
