import { COMMANDS, maxLineBytes, parseAtSign, type VerbName } from '@atnet/protocol-codec'
import { ANYONE, type Caller } from '@atnet/verbs'
import { describe, expect, it } from 'vitest'
import { admit, admitToOwnerSlot, lineLimit, notAdmitted } from './gate.ts'
import { maxEnrollLineBytes, maxPkamLineBytes, maxStrangerLineBytes } from './limits.ts'

const peer: Caller = { kind: 'peer', atSign: parseAtSign('@bob') }
const owner: Caller = { kind: 'owner', via: 'pkam' }

describe('how long a line may be (limit.line)', () => {
  it.each([
    ['a stranger', ANYONE, 'lookup', maxStrangerLineBytes],
    ['a stranger with an unknown verb', ANYONE, 'unknown', maxStrangerLineBytes],
    ['a stranger logging in', ANYONE, 'pkam', maxPkamLineBytes],
    ['a stranger enrolling', ANYONE, 'enroll', maxEnrollLineBytes],
    ['a peer', peer, 'notify', maxLineBytes],
    ['the owner', owner, 'update', maxLineBytes],
  ] as const)('%s', (_who, caller, head, bytes) => {
    expect(lineLimit(head, caller)).toBe(bytes)
  })
})

describe('a long line of a verb (gate.order)', () => {
  it.each(['update', 'delete', 'sync', 'batch', 'keys', 'monitor', 'notify'] as const)(
    '%s is a question of who is asking',
    (head) => {
      expect(notAdmitted(head, ANYONE)).toMatchObject({ fault: 'unauthenticated' })
      expect(notAdmitted(head, owner)).toBeUndefined()
    },
  )

  it.each(['lookup', 'scan', 'enroll', 'from', 'exit', 'unknown', 'tooLong'] as const)(
    '%s is a question of its length',
    (head) => {
      expect(notAdmitted(head, ANYONE)).toBeUndefined()
    },
  )

  it('notify is a peer’s to send', () => {
    expect(notAdmitted('notify', peer)).toBeUndefined()
    expect(notAdmitted('update', peer)).toMatchObject({ fault: 'unauthenticated' })
  })
})

/** Who gets past the first step of the gate, as the protocol's documents say, verb by verb. */
const openToAll = new Set<VerbName>([
  ...(['exit', 'from', 'cram', 'pkam', 'pol', 'to', 'info', 'noop'] as const),
  ...(['lookup', 'scan', 'enroll', 'stream'] as const),
])
const openToPeers = new Set<VerbName>([...openToAll, 'notify', 'notify:list'])

describe.each(Object.keys(COMMANDS) as VerbName[])('%s (gate.order)', (verb) => {
  const admitted = (caller: Caller): boolean => {
    try {
      admit(verb, caller)
      return true
    } catch {
      return false
    }
  }

  it('lets in whom the protocol lets in', () => {
    expect([ANYONE, peer, owner].map(admitted)).toEqual([
      openToAll.has(verb),
      openToPeers.has(verb),
      true,
    ])
  })
})

it('refuses with AT0401 in the words of the verb', () => {
  expect(() => admit('update', ANYONE)).toThrow(
    expect.objectContaining({
      fault: 'unauthenticated',
      detail: 'Command cannot be executed without auth',
    }),
  )
  expect(() => admit('notify', ANYONE)).toThrow(
    expect.objectContaining({
      detail: 'Notify command cannot be executed without authentication',
    }),
  )
})

it('keeps slots of the owner free of everything but logging in (limit.owner-slots)', () => {
  expect(() => admitToOwnerSlot('scan', ANYONE)).toThrow(
    expect.objectContaining({ fault: 'inboundLimit' }),
  )
  expect(() => admitToOwnerSlot('pkam', ANYONE)).not.toThrow()
  expect(() => admitToOwnerSlot('scan', owner)).not.toThrow()
})
