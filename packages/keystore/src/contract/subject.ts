import type { Clock } from '@atnet/runtime'
import { type FakeClock, fakeClock } from '@atnet/runtime/testing'
import { afterEach, beforeEach } from 'vitest'
import type { CommitLogging, Keystore, StoredRecord } from '../keystore.ts'

/** Opens an empty keystore that tells the time by `clock`. */
export type OpenKeystore = (clock: Clock) => Keystore | Promise<Keystore>

/** The keystore under test, a new one for each test. */
export type Subject = { keystore: Keystore; clock: FakeClock }

/** When the tests' clocks start, epoch milliseconds. */
export const start: number = Date.UTC(2026, 0, 1)

/** Opens a keystore before each test of the suite at hand and closes it afterwards. */
export function useKeystore(open: OpenKeystore): Subject {
  // Filled in before each test; nothing looks at it earlier.
  const subject = {} as Subject
  beforeEach(async () => {
    subject.clock = fakeClock(start)
    subject.keystore = await open(subject.clock)
  })
  afterEach(async () => {
    await subject.keystore.close()
  })
  return subject
}

/** A record with little in it. */
export function record(
  key: string,
  value: string | null = 'value',
  metadata: StoredRecord['metadata'] = {},
): StoredRecord {
  return { key, value, metadata }
}

/** What an ordinary update asks of the log. */
export const updated: CommitLogging = { operation: '*', at: start }

/** Puts one record in a write of its own; gives its commit id. */
export function put(
  { keystore }: Subject,
  stored: StoredRecord,
  log: CommitLogging = updated,
): Promise<number> {
  return keystore.write((transaction) => transaction.put(stored, log))
}
