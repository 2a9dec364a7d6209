import { AtFault } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import type { Keystore, Transaction } from '../keystore.ts'
import { maxBatchChars, maxBatchTurns, maxBatchWrites } from '../limits.ts'
import { type OpenKeystore, put, record, updated, useKeystore } from './subject.ts'

const closed: unknown = expect.objectContaining({
  fault: 'dataStore',
  detail: 'the data store is closed',
})

/** Writes: when they run, what they see, what undoes them, and the end. */
export function describeBatches(open: OpenKeystore): void {
  describe('a write', () => {
    const subject = useKeystore(open)

    it('runs at once, is seen at once, and resolves later', async () => {
      const events: string[] = []
      const written = put(subject, record('a@alice')).then(() => events.push('resolved'))
      events.push(subject.keystore.reader.get('a@alice') === undefined ? 'unseen' : 'seen')
      await written
      expect(events).toEqual(['seen', 'resolved'])
    })

    it('gives what its work gave', async () => {
      await expect(subject.keystore.write(() => ({ any: 'thing' }))).resolves.toEqual({
        any: 'thing',
      })
      await expect(subject.keystore.write(() => undefined)).resolves.toBeUndefined()
    })

    it('sees what it wrote itself, and what the turn wrote before', async () => {
      const first = put(subject, record('a@alice', 'one'))
      const second = subject.keystore.write((transaction) => {
        transaction.put(record('b@alice', transaction.get('a@alice')?.value ?? ''), updated)
        return transaction.get('b@alice')?.value
      })
      expect(await second).toBe('one')
      await first
    })

    it('is undone alone when its work throws, and rejects with what that threw', async () => {
      const before = put(subject, record('a@alice', 'one', { expiresAt: 5 }))
      const problem = new Error('changed my mind')
      const failed = subject.keystore.write((transaction) => {
        transaction.put(record('a@alice', 'two', { expiresAt: 6 }), updated)
        transaction.put(record('b@alice'), updated)
        transaction.remove('a@alice', { operation: '-', at: 0 })
        transaction.setSecret('s', 'x')
        throw problem
      })
      const after = put(subject, record('c@alice'))
      await expect(failed).rejects.toBe(problem)
      expect([await before, await after]).toEqual([0, 1])
      const { reader } = subject.keystore
      expect(reader.get('a@alice')).toEqual(record('a@alice', 'one', { expiresAt: 5 }))
      expect(reader.commitOf('a@alice')).toEqual({
        key: 'a@alice',
        commitId: 0,
        ...Object(updated),
      })
      expect(reader.keys({ limit: 9 }).keys).toEqual(['a@alice', 'c@alice'])
      expect([reader.nextExpiry(), reader.secret('s')]).toEqual([5, undefined])
    })

    it('shares its batch with what the next turn brings (storage.batch.group-commit)', async () => {
      const { settled } = subject.keystore
      const first = put(subject, record('a@alice'))
      const batch = settled()
      await nextTurn()
      const second = put(subject, record('b@alice'))
      expect(batch).toBeDefined()
      expect(settled()).toBe(batch)
      expect(await Promise.all([first, second])).toEqual([0, 1])
    })

    it('is not held up for ever by a turn after turn that brings more (storage.batch.bounded)', async () => {
      const { settled } = subject.keystore
      const batches = new Set<unknown>()
      const writes: Promise<unknown>[] = []
      for (let turn = 0; turn < 3 * maxBatchTurns; turn += 1) {
        writes.push(put(subject, record(`k${turn}@alice`)))
        batches.add(settled())
        await nextTurn()
      }
      expect(batches.size).toBeGreaterThan(1)
      await Promise.all(writes)
    })

    it('may be one of very many in a turn (storage.batch.bounded)', async () => {
      const count = 2 * maxBatchWrites + 1
      const writes = Array.from({ length: count }, (_, n) => put(subject, record(`k${n}@alice`)))
      expect(await Promise.all(writes)).toEqual(Array.from({ length: count }, (_, n) => n))
    })

    it('ends a batch that has grown large, without waiting for the turn to end (storage.batch.bounded)', async () => {
      const { settled } = subject.keystore
      const many = Array.from({ length: maxBatchWrites }, (_, n) =>
        put(subject, record(`k${n}@alice`)),
      )
      expect(settled()).toBeUndefined()
      const small = put(subject, record('a@alice'))
      expect(settled()).toBeDefined()
      const large = put(subject, record('b@alice', 'x'.repeat(maxBatchChars)))
      expect(settled()).toBeUndefined()
      await Promise.all([...many, small, large])
    })

    it('refuses work that goes on after the turn', async () => {
      let late: Transaction | undefined
      const promised = subject.keystore.write(async (transaction) => {
        transaction.put(record('a@alice'), updated)
        late = transaction
      })
      await expect(promised).rejects.toThrow('must be synchronous')
      expect(subject.keystore.reader.get('a@alice')).toBeUndefined()
      const over = 'a transaction is over when the work it was given to returns'
      expect(() => late?.put(record('a@alice'), updated)).toThrow(over)
      expect(() => late?.remove('a@alice', updated)).toThrow(over)
      expect(() => late?.setSecret('a', 'b')).toThrow(over)
    })

    it('refuses a write or a close inside its work', async () => {
      const { keystore } = subject
      const refusals = await keystore.write((transaction) => {
        const refused = Promise.allSettled([put(subject, record('b@alice')), keystore.close()])
        transaction.put(record('a@alice'), updated)
        return { refused }
      })
      const statuses = (await refusals.refused).map(({ status }) => status)
      expect(statuses).toEqual(['rejected', 'rejected'])
      expect(keystore.reader.keys({ limit: 9 }).keys).toEqual(['a@alice'])
    })
  })

  describeSettled(open)
  describeClose(open)
}

function describeSettled(open: OpenKeystore): void {
  describe('settled', () => {
    const subject = useKeystore(open)

    it('is undefined while there is nothing to wait for', async () => {
      expect(subject.keystore.settled()).toBeUndefined()
      await put(subject, record('a@alice'))
      expect(subject.keystore.settled()).toBeUndefined()
    })

    it('resolves with the batch that was open when it was asked (data.read.durable)', async () => {
      const events: string[] = []
      const first = put(subject, record('a@alice')).then(() => events.push('write'))
      const settled = subject.keystore.settled()?.then(() => events.push('read'))
      expect(settled).toBeDefined()
      await Promise.all([first, settled])
      expect(events.toSorted()).toEqual(['read', 'write'])
    })

    it('waits also for a batch in which every write failed', async () => {
      const failed = subject.keystore.write(() => {
        throw new Error('no')
      })
      expect(subject.keystore.settled()).toBeDefined()
      await expect(failed).rejects.toThrow('no')
      expect(subject.keystore.settled()).toBeUndefined()
    })
  })
}

/** Everything that can be asked of a reader. */
function questions({ reader }: Keystore): readonly (() => unknown)[] {
  return [
    () => reader.get('a@alice'),
    () => reader.keys({ limit: 1 }),
    () => reader.lastCommitId(),
    () => reader.commits({ after: 0, limit: 1 }),
    () => reader.commitOf('a@alice'),
    () => reader.secret('a'),
    () => reader.nextExpiry(),
    () => reader.expired(0, 1),
  ]
}

function describeClose(open: OpenKeystore): void {
  describe('close', () => {
    const subject = useKeystore(open)

    it('keeps what was written before it in the same turn', async () => {
      const written = put(subject, record('a@alice'))
      const closing = subject.keystore.close()
      expect(await written).toBe(0)
      await closing
    })

    it('ends everything with one clear fault (storage.closed)', async () => {
      await subject.keystore.close()
      for (const ask of questions(subject.keystore)) {
        expect(ask).toThrow(AtFault)
        expect(ask).toThrow(closed)
      }
      await expect(put(subject, record('a@alice'))).rejects.toEqual(closed)
      expect(subject.keystore.settled()).toBeUndefined()
      subject.keystore.accessLog.append({ at: 0, atSign: '@bob', verb: 'pol', key: undefined })
      subject.clock.advance(60_000)
    })

    it('may be asked for more than once, also by leaving a scope', async () => {
      const { keystore } = subject
      await expect(Promise.all([keystore.close(), keystore.close()])).resolves.toHaveLength(2)
      await expect(keystore[Symbol.asyncDispose]()).resolves.toBeUndefined()
    })
  })
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
