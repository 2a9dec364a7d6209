import { type AtSign, canonicalKey, isAtSign, keyParts, maxKeyChars } from '@atnet/protocol-codec'
import { isActive } from './activity.ts'
import { copyName, usableCopy } from './cache/copy.ts'
import type { Context } from './context.ts'
import { maxReferenceHops } from './limits.ts'
import { missing } from './missing.ts'

/** The record that a value names instead of saying something. */
export type Reference = { readonly key: string; readonly atSign: AtSign }

const scheme = 'atsign://'

/** Reads a value that is a reference as a whole: `atsign://key@owner` (data.reference). */
export function referenceIn(value: string | null): Reference | undefined {
  if (value?.startsWith(scheme) !== true || value.length > scheme.length + maxKeyChars) {
    return undefined
  }
  const target = canonicalKey(value.slice(scheme.length))
  const at = target.lastIndexOf('@')
  const atSign = target.slice(at)
  // What cannot be the name of a record does not become part of a question to anybody.
  const isName = keyParts(`public:${target}`)?.cached === false
  return isName && isAtSign(atSign) ? { key: target.slice(0, at), atSign } : undefined
}

/** Who follows a reference, and what they may see. */
export type Follower = {
  /** The prefix of what was left for them: `@bob:`, `public:`. */
  readonly prefix: string
  /** Whether records that expired or are not born yet read as if they were there. */
  readonly seesInactive: boolean
}

/**
 * The value that a reference leads to, over a few hops and no more: a longer way, and one that goes
 * round, reads as null. Records of the owner are looked for under the follower's own prefix and then
 * among the public ones; of other atSigns, public ones are read, whole, so that no other atServer
 * follows them in turn (data.reference.hops). Throws `AtFault('keyNotFound')` and what asking throws.
 */
export async function follow(
  first: Reference,
  follower: Follower,
  context: Context,
): Promise<string | null> {
  let reference = first
  for (let hop = 0; hop < maxReferenceHops; hop += 1) {
    const value =
      reference.atSign === context.owner
        ? ownValue(reference, follower, context)
        : await foreignValue(reference, context)
    const next = referenceIn(value)
    if (next === undefined) {
      return value
    }
    reference = next
  }
  return null
}

// TODO(#5): an enrollment may only follow a reference to what it may read itself.
function ownValue(
  { key, atSign }: Reference,
  { prefix, seesInactive }: Follower,
  { records, clock }: Context,
): string | null {
  const name = `${prefix}${key}${atSign}`
  const record = records.get(name) ?? records.get(`public:${key}${atSign}`)
  if (record === undefined) {
    throw missing(name)
  }
  return seesInactive || isActive(record.metadata, clock.now()) ? record.value : null
}

/** Whoever asks may be a stranger: nothing is written on their behalf. */
async function foreignValue(
  { key, atSign }: Reference,
  { records, clock, publicRecords }: Context,
): Promise<string | null> {
  const address = { key, atSign, audience: 'public' } as const
  const copy = usableCopy(records, copyName(address), clock.now())
  return copy === undefined ? await publicRecords.value({ key, atSign }) : copy.value
}
