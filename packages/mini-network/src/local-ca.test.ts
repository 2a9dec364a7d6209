import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeClock } from '@atnet/runtime/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { authorityLifeMs, dayMs, leafLifeMs, renewalMarginMs } from './limits.ts'
import { type LocalCa, openLocalCa } from './local-ca.ts'

let folder: string
let notices: string[]
const clock = fakeClock()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atnet-ca-'))
  notices = []
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

function reopen(): Promise<LocalCa> {
  return openLocalCa({ folder, clock, notice: (text) => notices.push(text) })
}

function serialOf(pem: string): string {
  return new X509Certificate(pem).serialNumber
}

// network.ca.renewed
it('keeps authority and certificates from start to start', async () => {
  const first = await reopen()
  const leaf = await first.identityFor('@alice')
  const second = await reopen()
  expect(second.certificate).toBe(first.certificate)
  expect(await second.identityFor('@alice')).toEqual(leaf)
  expect(await second.identityFor('@bob')).not.toEqual(leaf)
  expect(notices).toEqual([])
})

it('reissues a certificate that is about to end, under the same authority', async () => {
  const first = await reopen()
  const leaf = await first.identityFor('@alice')
  clock.advance(leafLifeMs - renewalMarginMs - dayMs)
  expect(await (await reopen()).identityFor('@alice')).toEqual(leaf)
  clock.advance(2 * dayMs)
  const later = await reopen()
  const renewed = await later.identityFor('@alice')
  expect(later.certificate).toBe(first.certificate)
  expect(serialOf(renewed.certificate)).not.toBe(serialOf(leaf.certificate))
  expect(new X509Certificate(renewed.certificate).validToDate.getTime()).toBeGreaterThan(
    clock.now() + renewalMarginMs,
  )
  expect(notices).toEqual([])
})

it('says so when the authority itself has ended, and reissues all below it', async () => {
  const first = await reopen()
  const leaf = await first.identityFor('@alice')
  clock.advance(authorityLifeMs)
  const later = await reopen()
  expect(later.certificate).not.toBe(first.certificate)
  expect(await later.identityFor('@alice')).not.toEqual(leaf)
  expect(notices).toEqual([expect.stringContaining('was replaced')])
})

it.each(['ca.pem', 'ca-key.pem'])(
  'replaces a pair whose %s is damaged, saying so',
  async (name) => {
    const first = await reopen()
    await first.identityFor('@alice')
    await writeFile(join(folder, name), 'damaged')
    const later = await reopen()
    const leaf = new X509Certificate((await later.identityFor('@alice')).certificate)
    expect(leaf.verify(new X509Certificate(later.certificate).publicKey)).toBe(true)
    expect(notices).toHaveLength(1)
  },
)

it('closes every file to others, and leaves no drafts', async () => {
  const ca = await reopen()
  await ca.identityFor('@alice')
  const names = (await readdir(folder, { recursive: true })).toSorted()
  expect(names).toEqual([
    'ca-key.pem',
    'ca.pem',
    'certificates',
    'certificates/@alice-key.pem',
    'certificates/@alice.pem',
  ])
  const files = names.filter((name) => name.endsWith('.pem'))
  const modes = await Promise.all(
    files.map(async (name) => (await stat(join(folder, name))).mode & 0o777),
  )
  expect(new Set(modes)).toEqual(new Set([0o600]))
  expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(ca.certificate)
})

it('writes nothing without a folder', async () => {
  const ca = await openLocalCa({ folder: undefined, clock, notice: () => undefined })
  await ca.identityFor('@alice')
  expect(ca.file).toBeUndefined()
  expect(await readdir(folder)).toEqual([])
})
