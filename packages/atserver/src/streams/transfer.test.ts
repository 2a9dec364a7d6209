import { parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import { memoryPair } from '@atnet/transport'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newSession, type Session } from '../session.ts'
import { Transfer } from './transfer.ts'

const place = { remote: { address: '127.0.0.1', port: 1 }, certificate: undefined }

type Side = {
  readonly session: Session
  /** The next bytes the client gets; `undefined` at the end. */
  readonly next: () => Promise<string | undefined>
}

function aSide(): Side {
  const [client, stream] = memoryPair(place, place)
  const incoming = client.incoming[Symbol.asyncIterator]()
  return {
    session: newSession({ id: '_1', stream, now: 0, inOwnerSlot: false }),
    next: async () => {
      const { value } = await incoming.next()
      return value instanceof Uint8Array ? Buffer.from(value).toString() : undefined
    },
  }
}

/** A transfer of so many bytes, and what its receiver was given. */
function open(bytes: number): {
  readonly transfer: Transfer
  readonly sender: Side
  readonly receiver: Side
  readonly given: Uint8Array[]
} {
  const sender = aSide()
  const given: Uint8Array[] = []
  const [from, to] = [parseAtSign('@alice'), parseAtSign('@bob')]
  const transfer = new Transfer({
    offer: { id: 'an-id', from, to, bytes, resumes: false },
    sender: sender.session,
    clock: fakeClock(0),
    waitMs: 1_000,
    give: async (_session, data) => {
      given.push(data)
    },
    onOver: () => undefined,
  })
  return { transfer, sender, receiver: aSide(), given }
}

describe('a transfer', () => {
  it('begins when the sender is between two commands, not earlier (data.stream.offer)', async () => {
    const { transfer, sender, receiver, given } = open(3)
    sender.session.midLine = true
    transfer.receive(receiver.session)
    const rest = Buffer.from('p:0\nabc')
    expect(await transfer.take(sender.session, rest)).toBe(rest)
    expect(given).toEqual([])
    sender.session.due?.()
    expect(await sender.next()).toBe('stream:ack an-id\n')
    expect(await transfer.take(sender.session, Buffer.from('abc'))).toHaveLength(0)
    expect(Buffer.concat(given).toString()).toBe('abc')
  })

  it('takes its length and leaves the rest, however the bytes are cut (data.stream.length)', async () => {
    const packets = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.nat(100), packets, async (length, cuts) => {
        const { transfer, sender, receiver, given } = open(length)
        transfer.receive(receiver.session)
        const left: Uint8Array[] = []
        for (const packet of cuts) {
          left.push(await transfer.take(sender.session, packet))
        }
        const all = Buffer.concat(cuts)
        expect(Buffer.concat(given)).toEqual(all.subarray(0, length))
        expect(Buffer.concat(left)).toEqual(all.subarray(length))
      }),
    )
  })

  it('leaves alone what its receiver says (data.stream.raw)', async () => {
    const { transfer, receiver, given } = open(3)
    transfer.receive(receiver.session)
    const line = Buffer.from('noop:0\n')
    expect(await transfer.take(receiver.session, line)).toBe(line)
    expect(given).toEqual([])
  })

  it('ends both connections when it breaks off, and frees them (data.stream.broken)', async () => {
    const { transfer, sender, receiver } = open(3)
    transfer.receive(receiver.session)
    expect(await sender.next()).toBe('stream:ack an-id\n')
    transfer.breakOff()
    expect(await sender.next()).toBeUndefined()
    expect(await receiver.next()).toBeUndefined()
    expect([sender.session.transfer, receiver.session.transfer]).toEqual([undefined, undefined])
  })
})
