import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatDifferences, readDifferences, review } from './differences.ts'
import { exchangesOf } from './exchanges.ts'
import { readGolden, readPrologue } from './golden.ts'
import { NOT_YET, REASONS } from './reasons.ts'
import { findRecordedKeys } from './recorded-keys.ts'
import { type Moments, openReplay, type Replay } from './replay.ts'
import { openStage } from './stage.ts'

type Recording = {
  readonly name: string
  /** What went before it without being shown. */
  readonly prologue?: string
  readonly moments?: Moments
}

/**
 * The recordings in the order they were made, each going on where those before it stopped.
 * `moments`: what the recording shows of time that passed without a word.
 */
const recordings: readonly Recording[] = [
  { name: '00-root' },
  { name: '01-unauthenticated-fresh-server' },
  { name: '02-framing-case-pipelining' },
  { name: '03-from-cram-pkam' },
  { name: '04-activation-bob-colin' },
  { name: '05-update' },
  // By then the minute of m1 was over, and that before the birth of m2.
  { name: '06-lookup-scan-authenticated', prologue: 'before-06', moments: { 353: 9_000 } },
  { name: '07-pol-by-hand' },
  { name: '08-delete' },
  { name: '09-sync' },
  { name: '11-stats-info-noop-config-batch' },
  { name: '13-limits-json-errors' },
  { name: '14-stream' },
]

const exchanges = new Map(recordings.map(({ name }) => [name, exchangesOf(readGolden(name))]))

describe('a replay of the recordings', () => {
  let stage: Awaited<ReturnType<typeof openStage>> | undefined
  let replay: Replay | undefined
  const notYet = new Set<string>()
  const reasons = new Set<string>()
  beforeAll(async () => {
    stage = await openStage()
    replay = openReplay(stage, findRecordedKeys([...exchanges.values()].flat()))
  })
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]()
  })

  it.each(recordings)(
    '$name differs where it is meant to (replay.differences)',
    async (recording) => {
      const { name, prologue, moments = {} } = recording
      const before = prologue === undefined ? [] : exchangesOf(readPrologue(prologue))
      const prepared = (await replay?.play(before)) ?? []
      expect(prepared.filter(({ same }) => !same)).toEqual([])
      const verdicts = (await replay?.play(exchanges.get(name) ?? [], moments)) ?? []
      expect(verdicts.length).toBeGreaterThan(10)
      const listed = readDifferences(name)
      const findings = review(verdicts, listed)
      const unlisted = findings.unlisted.map(({ line, ours }) => ({ line, reason: 'why', ours }))
      expect(formatDifferences(unlisted)).toBe('')
      expect(findings.outdated).toEqual([])
      findings.notYet.forEach((verb) => notYet.add(verb))
      listed.forEach(({ reason }) => reasons.add(reason))
    },
  )

  it('needs every reason and every verb that is not there yet (replay.differences)', () => {
    expect([...reasons].toSorted()).toEqual(Object.keys(REASONS).toSorted())
    expect([...notYet].toSorted()).toEqual(NOT_YET.map(({ verb }) => verb).toSorted())
  })
})
