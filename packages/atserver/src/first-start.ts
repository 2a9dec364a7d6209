import { generateKeyPair } from '@atnet/crypto'
import type { Keystore } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import {
  adoptLegacyBlockList,
  cramSecretDeletedKey,
  cramSecretKey,
  hasLegacyBlockList,
  ownRecord,
} from '@atnet/verbs'

/** The name under which the store keeps the private key that proves us to peers; no verb can reach it. */
export const signingSecret = 'signing_privatekey'

/** What an atServer needs at its first start, or after it lost something. */
export type FirstStartOptions = {
  readonly owner: AtSign
  readonly store: Keystore
  readonly clock: Clock
  readonly cramSecret: string | undefined
}

/**
 * Makes the pair that signs `pol` if there is none, takes the one-time secret unless its owner has
 * deleted it for ever (auth.cram.deleted-for-ever), and takes over what older servers have left.
 */
export async function prepareStore(options: FirstStartOptions): Promise<void> {
  const { owner, store, clock } = options
  await makeSigningPair(options)
  await keepCramSecret(options)
  if (hasLegacyBlockList(store.reader)) {
    const taker = { owner, now: clock.now() }
    await store.write((transaction) => adoptLegacyBlockList(transaction, taker))
  }
}

async function makeSigningPair({ owner, store, clock }: FirstStartOptions): Promise<void> {
  const publicKeyName = `public:signing_publickey${owner}`
  const hasBoth =
    store.reader.secret(signingSecret) !== undefined &&
    store.reader.get(publicKeyName) !== undefined
  if (hasBoth) {
    return
  }
  const { publicKey, privateKey } = await generateKeyPair('rsa2048')
  const now = clock.now()
  await store.write((transaction) => {
    transaction.setSecret(signingSecret, privateKey)
    const record = ownRecord({ key: publicKeyName, value: publicKey, owner, now })
    transaction.put(record, { operation: '+', at: now })
  })
}

async function keepCramSecret(options: FirstStartOptions): Promise<void> {
  const { owner, store, clock, cramSecret } = options
  const { reader } = store
  const known = [cramSecretKey, cramSecretDeletedKey].some((key) => reader.get(key) !== undefined)
  if (cramSecret === undefined || cramSecret === '' || known) {
    return
  }
  const now = clock.now()
  await store.write((transaction) => {
    const record = ownRecord({ key: cramSecretKey, value: cramSecret, owner, now })
    transaction.put(record, 'unlogged')
  })
}
