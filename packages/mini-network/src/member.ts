import { type AtServer, type AtServerSettings, openAtServer } from '@atnet/atserver'
import { activate } from '@atnet/client'
import { keyFilePath, loadKeys, saveKeys } from '@atnet/client/key-files'
import type { AtKeys } from '@atnet/crypto'
import type { Address, Resolver } from '@atnet/directory/resolver'
import { type Keystore, memoryKeystore } from '@atnet/keystore'
import { openSqliteKeystore } from '@atnet/keystore/sqlite'
import type { AtSign } from '@atnet/protocol-codec'
import type { Clock, Log, Randomness } from '@atnet/runtime'
import type { Network, TlsIdentity } from '@atnet/transport'
import type { Disposal } from './disposal.ts'
import { MiniNetworkError } from './errors.ts'
import { listenProblem, localHost } from './listening.ts'
import type { SavedMember } from './network-file.ts'
import type { MiniAtSign } from './options.ts'
import type { Secrets } from './secrets.ts'
import type { Storage } from './storage.ts'

/** Left in the records of an atServer whose owner has had the one-time secret deleted. */
const secretDeletedKey = 'privatekey:at_secret_deleted'

/** What the atServers of one network share. */
export type Surroundings = {
  readonly network: Network
  readonly hosts: readonly string[]
  readonly trust: string
  readonly addresses: Resolver
  readonly storage: Storage
  readonly secrets: Secrets
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly settings: Partial<AtServerSettings>
  readonly identityFor: (name: string) => Promise<TlsIdentity>
  /** Tells the directory where an atServer is. */
  readonly publish: (atSign: AtSign, address: Address) => Promise<void>
}

/** One atSign of the network and its atServer. */
export type Member = {
  readonly view: MiniAtSign
  /** Undefined while the network has no keys of it. */
  readonly keys: AtKeys | undefined
  /** Stops the atServer and starts it again on the same records and port. */
  readonly restart: () => Promise<void>
}

/** What is known of an atSign before its atServer starts. */
type Standing = {
  readonly keysFile: string | undefined
  readonly savedKeys: AtKeys | undefined
  /** The one-time secret, undefined when it is used up. */
  readonly secret: string | undefined
}

/**
 * Starts the atServer of one atSign and, unless it is left for its user to do, activates it as any
 * client would: over the network and with the one-time secret (requirement
 * `network.activate.real`). Whatever is to be closed later goes to `disposal`.
 */
export async function openMember(
  saved: SavedMember,
  around: Surroundings,
  disposal: Disposal,
): Promise<Member> {
  const { atSign } = saved
  const keystore = await openKeystore(saved, around)
  disposal.defer(() => keystore.close())
  const standing = await findStanding(saved, keystore, around)
  const identity = await around.identityFor(atSign)
  let server: AtServer
  const start = (port: number): Promise<AtServer> =>
    startServer({ saved: { ...saved, port }, standing, keystore, identity, around })
  server = await start(saved.port)
  disposal.defer(() => server[Symbol.asyncDispose]())
  const address = { host: localHost, port: server.port }
  await around.publish(atSign, address)
  const isToActivate = saved.activate && standing.secret !== undefined
  const keys = isToActivate ? await activateMember(saved, standing, around) : standing.savedKeys
  return {
    view: {
      atSign,
      ...address,
      keysFile: keys === undefined ? undefined : standing.keysFile,
      cramSecret: isToActivate ? undefined : standing.secret,
    },
    keys,
    restart: async () => {
      await server[Symbol.asyncDispose]()
      server = await start(address.port)
    },
  }
}

async function openKeystore({ atSign }: SavedMember, around: Surroundings): Promise<Keystore> {
  const { storage, clock, log } = around
  return storage.files !== undefined && storage.keepsRecords
    ? await openSqliteKeystore({ file: storage.files.database(atSign), clock, log })
    : memoryKeystore({ clock })
}

async function findStanding(
  { atSign, activate: isOurs }: SavedMember,
  { reader }: Keystore,
  { storage, secrets }: Surroundings,
): Promise<Standing> {
  const keysFile = storage.files && keyFilePath(storage.files.keys, atSign)
  const savedKeys = keysFile === undefined ? undefined : await loadKeys(keysFile, { atSign })
  const isUsedUp = reader.get(secretDeletedKey) !== undefined
  if (isUsedUp && isOurs && savedKeys === undefined) {
    throw new MiniNetworkError(
      'cannotActivate',
      `${atSign} was activated at an earlier start but its key file ${keysFile ?? ''} is missing: put it back, or start over with --reset.`,
    )
  }
  if (isUsedUp) {
    await secrets.forget(atSign)
    return { keysFile, savedKeys, secret: undefined }
  }
  return { keysFile, savedKeys, secret: await secrets.secretFor(atSign) }
}

async function startServer(options: {
  readonly saved: SavedMember
  readonly standing: Standing
  readonly keystore: Keystore
  readonly identity: TlsIdentity
  readonly around: Surroundings
}): Promise<AtServer> {
  const { saved, standing, keystore, identity, around } = options
  try {
    return await openAtServer({
      atSign: saved.atSign,
      network: around.network,
      hosts: around.hosts,
      port: saved.port,
      identity,
      trust: around.trust,
      addresses: around.addresses,
      keystore,
      clock: around.clock,
      randomness: around.randomness,
      log: around.log,
      cramSecret: standing.secret,
      settings: around.settings,
    })
  } catch (error) {
    throw listenProblem(error, `the atServer of ${saved.atSign}`, saved.port)
  }
}

async function activateMember(
  { atSign }: SavedMember,
  { keysFile, savedKeys, secret = '' }: Standing,
  around: Surroundings,
): Promise<AtKeys> {
  try {
    const { keys } = await activate({
      atSign,
      secret,
      savedKeys,
      saveKeys: async (made) => {
        if (keysFile !== undefined) {
          await saveKeys(keysFile, made)
        }
      },
      addresses: around.addresses,
      network: around.network,
      trust: around.trust,
      clock: around.clock,
    })
    await around.secrets.forget(atSign)
    return keys
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MiniNetworkError('cannotActivate', `${atSign} could not be activated: ${reason}`, {
      cause: error,
    })
  }
}
