import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAtSign } from '@atnet/protocol-codec'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeys } from './create-keys.ts'
import { ClientError } from './errors.ts'
import { keyFilePath, loadKeys, saveKeys, writePrivateFile } from './key-files.ts'

const alice = parseAtSign('@alice')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atnet-keys-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8)
}

describe('a key file', () => {
  it('has the name every SDK uses', () => {
    expect(keyFilePath('/k', parseAtSign('@alice🛠'))).toBe('/k/@alice🛠_key.atKeys')
  })

  it('is read as it was written, closed to others, in a closed folder', async () => {
    const keys = await createKeys({ atSign: alice })
    const file = keyFilePath(join(folder, 'keys'), alice)
    expect(await loadKeys(file)).toBeUndefined()
    await saveKeys(file, keys)
    expect(await loadKeys(file, { atSign: alice })).toEqual(keys)
    expect([await modeOf(file), await modeOf(join(folder, 'keys'))]).toEqual(['600', '700'])
    expect(await readdir(join(folder, 'keys'))).toEqual(['@alice_key.atKeys'])
  })

  // client.keys.never-overwritten
  it('is never overwritten', async () => {
    const file = keyFilePath(folder, alice)
    await writeFile(file, 'precious')
    const failure = saveKeys(file, await createKeys({ atSign: alice }))
    await expect(failure).rejects.toThrow(/exists already and is never overwritten/u)
    expect(await readFile(file, 'utf8')).toBe('precious')
    expect(await readdir(folder)).toEqual(['@alice_key.atKeys'])
  })

  it('of another atSign is refused, as is nonsense and what has no end', async () => {
    const file = keyFilePath(folder, alice)
    await saveKeys(file, await createKeys({ atSign: alice }))
    const [nonsense, endless] = [join(folder, 'nonsense'), join(folder, 'endless')]
    await writeFile(nonsense, '{')
    await symlink('/dev/zero', endless)
    await expect(loadKeys(file, { atSign: parseAtSign('@bob') })).rejects.toThrow(ClientError)
    for (const bad of [nonsense, endless, folder]) {
      await expect(loadKeys(bad)).rejects.toThrow(/^The key file .* cannot be used: /u)
    }
  })
})

// client.files.atomic
describe('writePrivateFile', () => {
  it('replaces when told to, whatever an interrupted attempt left', async () => {
    const file = join(folder, 'f')
    await writeFile(`${file}.${process.pid}.draft`, 'half a')
    await writePrivateFile(file, 'one', { replace: true })
    await writePrivateFile(file, 'two', { replace: true })
    expect(await readFile(file, 'utf8')).toBe('two')
    expect(await readdir(folder)).toEqual(['f'])
  })
})
