import { parseAtSign } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import type { SavedNetwork } from './network-file.ts'
import { makePlan, type Wish } from './plan.ts'

const [alice, bob, carol] = ['@alice', '@bob', '@carol'].map(parseAtSign) as [
  ReturnType<typeof parseAtSign>,
  ReturnType<typeof parseAtSign>,
  ReturnType<typeof parseAtSign>,
]
const fallback = [alice, bob]
const nothing: Wish = { atSigns: undefined, notActivated: [], port: undefined }
const saved: SavedNetwork = {
  directoryPort: 7000,
  atSigns: [
    { atSign: alice, port: 7001, activate: true },
    { atSign: bob, port: 7002, activate: false },
  ],
}

function portsOf(plan: ReturnType<typeof makePlan>): readonly string[] {
  return [
    `directory:${plan.directoryPort}`,
    ...plan.members.map(({ atSign, port }) => `${atSign}:${port}`),
  ]
}

// network.state.resumed
describe('makePlan', () => {
  it('gives the usual ports and atSigns to a first start', () => {
    expect(portsOf(makePlan(undefined, nothing, fallback))).toEqual([
      'directory:6400',
      '@alice:6401',
      '@bob:6402',
    ])
  })

  it('goes on as it was', () => {
    expect(makePlan(saved, nothing, fallback)).toEqual({
      directoryPort: 7000,
      members: saved.atSigns,
      resting: [],
    })
  })

  it('gives a new atSign the next port and leaves the others alone', () => {
    const plan = makePlan(saved, { ...nothing, atSigns: [carol, alice] }, fallback)
    expect(portsOf(plan)).toEqual(['directory:7000', '@alice:7001', '@carol:7003'])
    expect(plan.resting).toEqual([saved.atSigns[1]])
  })

  it('moves everything to another port when asked to', () => {
    const plan = makePlan(saved, { ...nothing, port: 9000 }, fallback)
    expect(portsOf(plan)).toEqual(['directory:9000', '@alice:9001', '@bob:9002'])
  })

  it('keeps chosen ports when the system may choose', () => {
    expect(portsOf(makePlan(saved, { ...nothing, port: 0 }, fallback))[0]).toBe('directory:7000')
    expect(portsOf(makePlan(undefined, { ...nothing, port: 0 }, fallback))).toEqual([
      'directory:0',
      '@alice:0',
      '@bob:0',
    ])
  })

  it('runs an atSign that is only named as not to be activated', () => {
    const plan = makePlan(undefined, { ...nothing, notActivated: [carol] }, fallback)
    expect(plan.members.map(({ atSign, activate }) => [atSign, activate])).toEqual([
      [alice, true],
      [bob, true],
      [carol, false],
    ])
  })

  it.each([
    ['an atSign named twice', { atSigns: [alice, alice] }, /named twice/u],
    ['no atSign', { atSigns: [] }, /at least one/u],
    ['ports beyond the last', { port: 65_535 }, /lower --port/u],
    ['an activated atSign to be left', { notActivated: [alice] }, /earlier start.*--reset/u],
  ])('refuses %s', (_, wish, message) => {
    expect(() => makePlan(saved, { ...nothing, ...wish }, fallback)).toThrow(message)
  })

  it('refuses more atSigns than a network has', () => {
    const many = Array.from({ length: 101 }, (_, index) => parseAtSign(`@a${index}`))
    expect(() => makePlan(undefined, { ...nothing, atSigns: many }, fallback)).toThrow(
      /at most 100/u,
    )
  })
})
