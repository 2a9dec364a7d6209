import { parseAtSign } from '@atnet/protocol-codec'
import { expect, it } from 'vitest'
import { ANYONE, type Caller } from '../caller.ts'
import { mayReceive } from './receiver.ts'

const owner = parseAtSign('@alice')
const bob = parseAtSign('@bob')
const asOwner: Caller = { kind: 'owner', via: 'pkam' }
const asCram: Caller = { kind: 'owner', via: 'cram' }
const asBob: Caller = { kind: 'peer', atSign: bob }
const asCarol: Caller = { kind: 'peer', atSign: parseAtSign('@carol') }

it.each([
  [bob, ANYONE, true],
  [bob, asBob, true],
  [bob, asCarol, false],
  [bob, asOwner, false],
  [bob, asCram, false],
  [owner, ANYONE, true],
  [owner, asOwner, true],
  [owner, asBob, false],
])('what is for %s can be had by %j: %s (data.stream.receive)', (to, caller, answer) => {
  expect(mayReceive(caller, { owner, to })).toBe(answer)
})
