import type { Reader, Transaction } from '@atnet/keystore'
import { AtFault, type AtSign, isRecord, parseAtSign, parseJson } from '@atnet/protocol-codec'

/** Where a list is kept, and what its one member is called. */
export type ListPlace = { readonly key: string; readonly member: string }

/** The place of the block list (house.config.lists.record). */
export function blockList(owner: AtSign): ListPlace {
  return { key: `private:blocklist${owner}`, member: 'blockList' }
}

/** The place of the allow list (house.config.lists.record). */
export function allowList(owner: AtSign): ListPlace {
  return { key: `private:allowlist${owner}`, member: 'allowList' }
}

/** The names that a record's value lists, normalised; `undefined` when it lists nothing that can be read. */
export function readNames(
  value: string | null | undefined,
  member: string,
): readonly AtSign[] | undefined {
  const parsed = parseJson(value ?? undefined)
  const names = isRecord(parsed) && Object.hasOwn(parsed, member) ? parsed[member] : undefined
  return Array.isArray(names) ? [...new Set(names.flatMap(readName))] : undefined
}

function readName(name: unknown): readonly AtSign[] {
  try {
    return typeof name === 'string' ? [parseAtSign(name)] : []
  } catch (error) {
    if (error instanceof AtFault) {
      return []
    }
    throw error
  }
}

/** Puts a list in its place. Clients do not sync lists, so it takes no commit id (house.config.lists.record). */
export function putNames(
  transaction: Transaction,
  { key, member }: ListPlace,
  { names, owner, now }: ListEntry,
): void {
  const { createdAt = now, version = -1 } = transaction.get(key)?.metadata ?? {}
  const authors = { createdBy: owner, updatedBy: owner, status: 'active' }
  const metadata = { ...authors, createdAt, updatedAt: now, version: version + 1 }
  transaction.put({ key, value: JSON.stringify({ [member]: names }), metadata }, 'unlogged')
}

/** What a list holds from `now` (epoch milliseconds) on. */
export type ListEntry = {
  readonly names: readonly AtSign[]
  readonly owner: AtSign
  readonly now: number
}

/** A question that is asked at every `from:`. */
export type MayConnect = (atSign: AtSign) => boolean

/**
 * Whether an atSign may connect, by the lists as they are now: the owner always, nobody who is
 * blocked, and only those allowed where there is such a list (house.config.lists). A list is read
 * again only when its record has changed: strangers make us ask as often as they like.
 */
export function openConnectLists(owner: AtSign, records: Pick<Reader, 'get'>): MayConnect {
  const blocked = namesOf(blockList(owner), records)
  const allowed = namesOf(allowList(owner), records)
  return (atSign) =>
    atSign === owner || (blocked()?.has(atSign) !== true && allowed()?.has(atSign) !== false)
}

function namesOf(
  { key, member }: ListPlace,
  records: Pick<Reader, 'get'>,
): () => ReadonlySet<AtSign> | undefined {
  let value: string | null | undefined
  let names: ReadonlySet<AtSign> | undefined
  return () => {
    const now = records.get(key)?.value
    if (now !== value) {
      const read = readNames(now, member)
      names = read === undefined ? undefined : new Set(read)
      value = now
    }
    return names
  }
}

/** Throws `AtFault('blocked')` for an atSign that may not connect; the connection ends with it. */
export function checkMayConnect(atSign: AtSign, mayConnect: MayConnect): void {
  if (!mayConnect(atSign)) {
    throw new AtFault('blocked', 'Unable to connect')
  }
}
