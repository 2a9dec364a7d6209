import { isLogged } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CommitEntry, CommitLogging, Keystore, StoredRecord } from '../keystore.ts'
import { type OpenKeystore, start } from './subject.ts'

/** A store nobody could get wrong: everything is looked up by looking at everything. */
type Model = {
  readonly records: readonly StoredRecord[]
  readonly commits: readonly CommitEntry[]
  readonly secrets: Readonly<Record<string, string>>
  readonly nextId: number
}

type Step =
  | { readonly kind: 'put'; readonly record: StoredRecord; readonly log: CommitLogging }
  | { readonly kind: 'remove'; readonly key: string; readonly log: CommitLogging }
  | { readonly kind: 'secret'; readonly name: string; readonly value: string | undefined }

/** One write, failing at the end or not, and whether the turn ends after it. */
type Write = { readonly steps: readonly Step[]; readonly fails: boolean; readonly wait: boolean }

const empty: Model = { records: [], commits: [], secrets: {}, nextId: 0 }

function applied(model: Model, step: Step): Model {
  if (step.kind === 'secret') {
    const { [step.name]: _, ...others } = model.secrets
    const secrets = step.value === undefined ? others : { ...others, [step.name]: step.value }
    return { ...model, secrets }
  }
  const key = step.kind === 'put' ? step.record.key : step.key
  const others = model.records.filter((record) => record.key !== key)
  const records = step.kind === 'put' ? [...others, step.record] : others
  const log = step.log
  if (log === 'unlogged' || (log !== 'purge' && !isLogged(key))) {
    return { ...model, records }
  }
  const commits = model.commits.filter((entry) => entry.key !== key)
  return log === 'purge'
    ? { ...model, records, commits }
    : {
        ...model,
        records,
        commits: [...commits, { key, ...log, commitId: model.nextId }],
        nextId: model.nextId + 1,
      }
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** All that a keystore of this content has to answer. */
function answersOf({ records, commits, secrets }: Model): unknown {
  const live = ({ metadata: { availableAt, expiresAt } }: StoredRecord): boolean =>
    (availableAt ?? start - 1) < start && (expiresAt ?? start) >= start
  const keysOf = (some: readonly StoredRecord[]): readonly string[] =>
    some.map(({ key }) => key).toSorted(byCodePoint)
  const ending = records
    .filter(({ metadata }) => metadata.expiresAt !== undefined)
    .toSorted((a, b) => byCodePoint(a.key, b.key))
    .toSorted((a, b) => (a.metadata.expiresAt ?? 0) - (b.metadata.expiresAt ?? 0))
  return {
    records: KEYS.map((key) => records.find((record) => record.key === key)),
    entries: KEYS.map((key) => commits.find((entry) => entry.key === key)),
    secrets: SECRETS.map((name) => secrets[name]),
    keys: keysOf(records),
    active: keysOf(records.filter(live)),
    prefixed: keysOf(records.filter(({ key }) => key.startsWith(PREFIX))),
    commits: commits.toSorted((a, b) => a.commitId - b.commitId),
    newest: commits.toSorted((a, b) => b.commitId - a.commitId).slice(0, 3),
    last: commits
      .map(({ commitId }) => commitId)
      .toSorted((a, b) => a - b)
      .at(-1),
    nextExpiry: ending[0]?.metadata.expiresAt,
    expired: ending
      .filter(({ metadata }) => (metadata.expiresAt ?? start) < start)
      .map(({ key }) => key),
  }
}

function allKeys(keystore: Keystore, query: { activeAt?: number; prefix?: string }): string[] {
  const found: string[] = []
  let page = keystore.reader.keys({ ...query, limit: 2 })
  found.push(...page.keys)
  while (page.next !== undefined) {
    page = keystore.reader.keys({ ...query, limit: 2, after: page.next })
    found.push(...page.keys)
  }
  return found
}

function allCommits({ reader }: Keystore): CommitEntry[] {
  const found: CommitEntry[] = []
  for (;;) {
    const page = reader.commits({ after: found.at(-1)?.commitId ?? -1, limit: 2 })
    if (page.length === 0) {
      return found
    }
    found.push(...page)
  }
}

function answers(keystore: Keystore): unknown {
  const { reader } = keystore
  return {
    records: KEYS.map((key) => reader.get(key)),
    entries: KEYS.map((key) => reader.commitOf(key)),
    secrets: SECRETS.map((name) => reader.secret(name)),
    keys: allKeys(keystore, {}),
    active: allKeys(keystore, { activeAt: start }),
    prefixed: allKeys(keystore, { prefix: PREFIX }),
    commits: allCommits(keystore),
    newest: reader.newestCommits({ limit: 3 }),
    last: reader.lastCommitId(),
    nextExpiry: reader.nextExpiry(),
    expired: reader.expired(start, 100),
  }
}

const PREFIX = '@bob:'
const SECRETS = ['one', 'two']
const KEYS = [
  'a@alice',
  '@bob:a@alice',
  '@bob:%_@alice',
  '@bob:😀@alice',
  '@bob:\ufe0f@alice',
  'public:_hidden@alice',
  'public:__seen@alice',
  'private:x@alice',
]

const anyKey = fc.constantFrom(...KEYS)
const anyTime = fc.option(fc.integer({ min: start - 2, max: start + 2 }), { nil: undefined })
const anyLog: fc.Arbitrary<CommitLogging> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ operation: fc.constantFrom('+', '*', '#', '-'), at: fc.nat() }),
  },
  { weight: 1, arbitrary: fc.constantFrom('unlogged', 'purge') },
)
const anyRecord: fc.Arbitrary<StoredRecord> = fc
  .record({ key: anyKey, value: fc.option(fc.string()), ends: anyTime, born: anyTime })
  .map(({ key, value, ends, born }) => ({
    key,
    value,
    metadata: {
      ...(ends === undefined ? {} : { expiresAt: ends }),
      ...(born === undefined ? {} : { availableAt: born }),
    },
  }))
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put'), record: anyRecord, log: anyLog }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove'), key: anyKey, log: anyLog }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('secret'),
      name: fc.constantFrom(...SECRETS),
      value: fc.option(fc.string(), { nil: undefined }),
    }),
  },
)
const anyWrite: fc.Arbitrary<Write> = fc.record({
  steps: fc.array(anyStep, { maxLength: 5 }),
  fails: fc.boolean(),
  wait: fc.boolean(),
})

async function run(keystore: Keystore, writes: readonly Write[]): Promise<void> {
  let model = empty
  const pending: Promise<PromiseSettledResult<void>[]>[] = []
  const outcomes: string[] = []
  for (const { steps, fails, wait } of writes) {
    const written = keystore.write((transaction) => {
      for (const step of steps) {
        if (step.kind === 'put') {
          transaction.put(step.record, step.log)
        } else if (step.kind === 'remove') {
          transaction.remove(step.key, step.log)
        } else {
          transaction.setSecret(step.name, step.value)
        }
      }
      if (fails) {
        throw new Error('meant to fail')
      }
    })
    pending.push(Promise.allSettled([written]))
    outcomes.push(fails ? 'rejected' : 'fulfilled')
    model = fails ? model : steps.reduce(applied, model)
    expect(answers(keystore)).toEqual(answersOf(model))
    if (wait) {
      await Promise.all(pending)
    }
  }
  const results = await Promise.all(pending)
  expect(results.map(([result]) => result?.status)).toEqual(outcomes)
}

/** Random writes against a model of the store. */
export function describeModel(open: OpenKeystore): void {
  describe('any writes in any turns', () => {
    it('leave what a simple model says', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyWrite, { maxLength: 12 }), async (writes) => {
          const keystore = await open(fakeClock(start))
          try {
            await run(keystore, writes)
          } finally {
            await keystore.close()
          }
        }),
        { numRuns: 100 },
      )
    })
  })
}
