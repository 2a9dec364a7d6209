import { AtFault, parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import type { Peers } from '@atnet/verbs'
import { expect, it } from 'vitest'
import {
  maxPublicQuestions,
  maxRememberedChars,
  publicFailureMemoryMs,
  publicRecordMemoryMs,
} from '../limits.ts'
import { openPublicRecords } from './public-records.ts'

const bob = parseAtSign('@bob')
const phone = { key: 'phone', atSign: bob }

function openOver(answer: Peers['ask']) {
  const clock = fakeClock()
  const asked: string[] = []
  const peers: Peers = {
    ask: (atSign, line, as) => {
      asked.push(`${line} ${as}`)
      return answer(atSign, line, as)
    },
  }
  return { ...openPublicRecords({ peers, clock }), clock, asked }
}

function says(value: string): Peers['ask'] {
  return () => Promise.resolve(JSON.stringify({ data: value, metaData: {} }))
}

it('asks once a while, however often it is read (data.reference.bounded)', async () => {
  const { value, clock, asked } = openOver(says('v'))
  expect(await Promise.all([value(phone), value(phone)])).toEqual(['v', 'v'])
  clock.advance(publicRecordMemoryMs - 1)
  await value(phone)
  expect(asked).toEqual(['lookup:all:phone@bob for-another'])
  clock.advance(1)
  await value(phone)
  expect(asked).toHaveLength(2)
})

it('remembers failures too, for less long (data.reference.bounded)', async () => {
  const gone = new AtFault('keyNotFound', 'no')
  const { value, clock, asked } = openOver(() => Promise.reject(gone))
  for (const _ of [1, 2]) {
    await expect(value(phone)).rejects.toBe(gone)
  }
  expect(asked).toHaveLength(1)
  clock.advance(publicFailureMemoryMs)
  await expect(value(phone)).rejects.toBe(gone)
  expect(asked).toHaveLength(2)
})

it('holds no large values', async () => {
  const { value, asked } = openOver(says('v'.repeat(maxRememberedChars + 1)))
  await value(phone)
  await value(phone)
  expect(asked).toHaveLength(2)
})

it('asks a bounded number of questions at once (data.reference.bounded)', async () => {
  const { value, asked } = openOver(() => new Promise(() => undefined))
  for (let index = 0; index < maxPublicQuestions; index += 1) {
    void value({ key: `k${index}`, atSign: bob })
  }
  await expect(value(phone)).rejects.toMatchObject({ fault: 'outboundLimit' })
  expect(asked).toHaveLength(maxPublicQuestions)
})

it('does not remember longer when the clock is set back', async () => {
  const { value, clock, asked } = openOver(says('v'))
  await value(phone)
  clock.step(clock.now() - 1)
  await value(phone)
  expect(asked).toHaveLength(2)
})
