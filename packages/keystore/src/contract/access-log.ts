import { describe, expect, it } from 'vitest'
import type { AccessRow } from '../keystore.ts'
import { accessSaveMs, maxAccessRows, maxAccessTextChars } from '../limits.ts'
import { type OpenKeystore, useKeystore } from './subject.ts'

function row(verb: string, atSign: string, key?: string): AccessRow {
  return { at: 1, atSign, verb, key }
}

/** The access log: newest rows, counts, bounds. */
export function describeAccessLog(open: OpenKeystore): void {
  describe('the access log', () => {
    const subject = useKeystore(open)

    it('is empty at first', () => {
      const { accessLog } = subject.keystore
      expect(accessLog.newest()).toBeUndefined()
      expect(accessLog.top('pol', 'atSign', 5)).toEqual([])
      expect(accessLog.size()).toBe(0)
    })

    it('gives the newest row, of a verb or of any', () => {
      const { accessLog } = subject.keystore
      accessLog.append(row('pol', '@bob'))
      accessLog.append(row('lookup', '@alice', 'a@alice'))
      accessLog.append(row('pol', '@carol'))
      accessLog.append(row('from', '@dave'))
      expect(accessLog.newest()).toEqual(row('from', '@dave'))
      expect(accessLog.newest('pol')).toEqual(row('pol', '@carol'))
      expect(accessLog.newest('lookup')).toEqual(row('lookup', '@alice', 'a@alice'))
      expect(accessLog.newest('cram')).toBeUndefined()
      expect(accessLog.size()).toBe(4)
    })

    it('counts atSigns and keys of a verb, the most frequent first (data.access-log.top)', () => {
      const { accessLog } = subject.keystore
      for (const atSign of ['@bob', '@eve', '@carol', '@bob', '@carol', '@zoe']) {
        accessLog.append(row('pol', atSign, `${atSign.slice(1)}.x@alice`))
      }
      accessLog.append(row('lookup', '@zoe'))
      expect(accessLog.top('pol', 'atSign', 3)).toEqual([
        { name: '@bob', count: 2 },
        { name: '@carol', count: 2 },
        { name: '@eve', count: 1 },
      ])
      expect(accessLog.top('pol', 'key', 1)).toEqual([{ name: 'bob.x@alice', count: 2 }])
      expect(accessLog.top('lookup', 'key', 5)).toEqual([])
    })

    it('keeps a bounded number of rows of bounded size (data.access-log.bounded)', () => {
      const { accessLog } = subject.keystore
      accessLog.append(row('pol', '@first'))
      for (let n = 0; n < maxAccessRows; n += 1) {
        accessLog.append(row('from', `@n${n}`, 'k'.repeat(10_000)))
      }
      expect(accessLog.size()).toBe(maxAccessRows)
      expect(accessLog.newest('pol')).toBeUndefined()
      expect(accessLog.newest()?.key).toHaveLength(maxAccessTextChars)
    })

    it('writes by itself once a second at most', async () => {
      const { accessLog, settled } = subject.keystore
      accessLog.append(row('pol', '@bob'))
      accessLog.append(row('pol', '@bob'))
      subject.clock.advance(accessSaveMs - 1)
      expect(settled()).toBeUndefined()
      subject.clock.advance(1)
      await expect(settled()).resolves.toBeUndefined()
      subject.clock.advance(60_000)
      expect(settled()).toBeUndefined()
    })

    it('rides with a write instead, when there is one', async () => {
      const { accessLog, settled, write } = subject.keystore
      accessLog.append(row('pol', '@bob'))
      await write(() => undefined)
      subject.clock.advance(60_000)
      expect(settled()).toBeUndefined()
      accessLog.append(row('pol', '@carol'))
      subject.clock.advance(accessSaveMs)
      await expect(settled()).resolves.toBeUndefined()
      expect(accessLog.size()).toBe(2)
    })
  })
}
