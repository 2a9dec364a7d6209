import { parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import { ANYONE } from '@atnet/verbs'
import { describe, expect, it } from 'vitest'
import { replyWaitMs } from './limits.ts'
import { type Hold, openReplyRoom, readerKind, type Share } from './reply-room.ts'

/** Room of 400 bytes, of which strangers and peers have 100. */
function open() {
  const clock = fakeClock()
  const room = openReplyRoom({ bytes: 400, clock })
  return { clock, room, ...room }
}

const stays: AbortSignal = new AbortController().signal

/** Who got what they waited for, in order. */
function queueAt(share: Share) {
  const served: string[] = []
  const holds = new Map<string, Hold | undefined>()
  return {
    served,
    holds,
    join: async (name: string, address: string, bytes: number, gone = stays) => {
      const hold = await share.wait({ address, bytes }, gone)
      holds.set(name, hold)
      served.push(hold === undefined ? `${name} in vain` : name)
    },
  }
}

/** Lets everything that can happen now happen. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
}

// limit.reply-bytes
describe('the room for replies', () => {
  it('has a share for the owner that nobody else can take', () => {
    const { owner, others } = open()
    others.hold({ address: 'a', bytes: 1_000 })
    expect(others.take({ address: 'a', bytes: 1 })).toBeUndefined()
    expect(owner.take({ address: 'a', bytes: 300 })).toBeDefined()
    expect(owner.take({ address: 'a', bytes: 1 })).toBeUndefined()
  })

  it('is the owner’s for the owner, and everybody else’s for peers and strangers', () => {
    expect(readerKind({ kind: 'owner', via: 'pkam' })).toBe('owner')
    expect(readerKind({ kind: 'peer', atSign: parseAtSign('@bob') })).toBe('others')
    expect(readerKind(ANYONE)).toBe('others')
  })

  it('is given back once, however often it is released', () => {
    const { others } = open()
    const hold = others.take({ address: 'a', bytes: 60 })
    others.hold({ address: 'a', bytes: 40 })
    hold?.release()
    hold?.release()
    expect(others.heldBytes()).toBe(40)
  })

  it('is given to whoever waits as soon as there is enough', async () => {
    const { others } = open()
    const first = others.hold({ address: 'a', bytes: 100 })
    const queue = queueAt(others)
    const joined = [queue.join('one', 'a', 60), queue.join('two', 'a', 60)]
    expect(others.waiting()).toBe(2)
    first.release()
    await settle()
    expect(queue.served).toEqual(['one'])
    queue.holds.get('one')?.release()
    await Promise.all(joined)
    expect(queue.served).toEqual(['one', 'two'])
  })

  it('goes to the address that holds least of it', async () => {
    const { others } = open()
    const first = others.hold({ address: 'greedy', bytes: 50 })
    others.hold({ address: 'greedy', bytes: 50 })
    const queue = queueAt(others)
    void queue.join('greedy', 'greedy', 50)
    void queue.join('modest', 'modest', 50)
    first.release()
    await settle()
    expect(queue.served).toEqual(['modest'])
  })

  it('is not taken by whoever comes later and wants less', () => {
    const { others } = open()
    others.hold({ address: 'a', bytes: 60 })
    void others.wait({ address: 'b', bytes: 60 }, stays)
    expect(others.take({ address: 'c', bytes: 1 })).toBeUndefined()
  })

  it('is all for one that needs more than there is', async () => {
    const { others } = open()
    const hold = others.hold({ address: 'a', bytes: 1 })
    const queue = queueAt(others)
    const joined = queue.join('huge', 'a', 1_000)
    await settle()
    expect(queue.served).toEqual([])
    hold.release()
    await joined
    expect(queue.served).toEqual(['huge'])
  })

  it('is waited for so long and no longer', async () => {
    const { others, clock } = open()
    others.hold({ address: 'a', bytes: 100 })
    const queue = queueAt(others)
    const joined = queue.join('one', 'a', 60)
    clock.advance(replyWaitMs - 1)
    await settle()
    expect(queue.served).toEqual([])
    clock.advance(1)
    await joined
    expect(queue.served).toEqual(['one in vain'])
    expect(others.waiting()).toBe(0)
  })

  it('is not kept for a reader who is gone', async () => {
    const { others } = open()
    const first = others.hold({ address: 'a', bytes: 100 })
    const queue = queueAt(others)
    const leaving = new AbortController()
    const joined = [queue.join('gone', 'b', 60, leaving.signal), queue.join('here', 'b', 60)]
    leaving.abort()
    first.release()
    await Promise.all(joined)
    expect(queue.served).toEqual(['gone in vain', 'here'])
  })
})
