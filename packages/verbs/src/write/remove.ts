import type { Transaction } from '@atnet/keystore'
import {
  AtFault,
  type AtSign,
  canonicalKey,
  type DeleteCommand,
  keyParts,
} from '@atnet/protocol-codec'
import type { VerbSettings } from '../context.ts'
import { cramSecretDeletedKey, cramSecretKey } from '../cram.ts'
import { ownRecord } from '../own-record.ts'
import { recordName } from '../record-name.ts'
import { data, type Outcome } from '../verb.ts'
import { applyChange } from './change.ts'
import { liveRecord } from './live.ts'
import { isKept } from './protected.ts'
import { checkLength } from './target.ts'
import type { WritingContext } from './write.ts'

/** What a removal has to know of the server around it. */
export type RemovingContext = WritingContext & {
  readonly settings: Pick<VerbSettings, 'protectedKeys'>
}

/** Removes a record of the owner, and answers the commit id of that once it is on disk. */
export function remove(command: DeleteCommand, context: RemovingContext): Promise<Outcome> {
  const key = recordName(command)
  checkProtected(command, context)
  checkOwner(command, key, context.owner)
  // What can be in no store needs no entry in its log (data.delete.key-length).
  checkLength(key)
  return context
    .write((transaction) => removeIn(transaction, key, command, context))
    .then((commitId) => data(String(commitId)))
}

/** A cached copy of another atSign's key of that name may always go (data.delete.protected). */
function checkProtected(
  { cached, key, atSign }: DeleteCommand,
  { owner, settings: { protectedKeys } }: RemovingContext,
): void {
  const name = canonicalKey(`${key}${atSign ?? ''}`)
  if (!cached && isKept(name, { owner, protectedKeys })) {
    throw new AtFault('unauthorized', `Cannot delete protected key: '${name}'`)
  }
}

/** Only cached copies can belong to another atSign (data.delete.own). */
function checkOwner({ cached, atSign }: DeleteCommand, key: string, owner: AtSign): void {
  const parts = keyParts(key)
  const unowned = parts === undefined || (parts.owner === undefined && parts.kind !== 'reserved')
  const foreign = !cached && atSign !== undefined && atSign !== owner
  if (unowned || foreign) {
    throw new AtFault('invalidKey', `${key} is not a key that ${owner} can hold`)
  }
}

function removeIn(
  transaction: Transaction,
  key: string,
  { cached, force, noCommit, deletedAt }: DeleteCommand,
  { owner, clock }: WritingContext,
): number {
  const now = clock.now()
  // A copy of another atSign's record is ours to drop, whatever it says (data.immutable).
  const isImmutable = liveRecord(transaction, key, now)?.metadata.immutable === true
  if (isImmutable && !cached && !force) {
    const text = 'Immutable records may not be deleted without the force flag'
    throw new AtFault('illegalState', text)
  }
  // When the record was deleted where the client keeps its own copy (data.delete.time).
  const log = noCommit ? 'purge' : ({ operation: '-', at: deletedAt ?? now } as const)
  const commitId = applyChange(transaction, { kind: 'remove', key, log })
  // Only now, and for ever: no start plants the secret again (data.delete.secret).
  if (key === cramSecretKey) {
    const marker = ownRecord({ key: cramSecretDeletedKey, value: 'true', owner, now })
    transaction.put(marker, 'unlogged')
  }
  return commitId
}
