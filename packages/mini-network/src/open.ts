import { type Connection, connect, logIn } from '@atnet/client'
import type { AtKeys } from '@atnet/crypto'
import { type DirectoryStore, memoryDirectoryStore } from '@atnet/directory'
import { type Address, openResolver } from '@atnet/directory/resolver'
import { openDirectory } from '@atnet/directory/server'
import { openSqliteDirectoryStore } from '@atnet/directory/sqlite'
import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import { silentLog, systemClock, systemRandomness } from '@atnet/runtime'
import { tlsNetwork } from '@atnet/transport'
import type { Authority } from './certificates.ts'
import { type Disposal, openDisposal } from './disposal.ts'
import { MiniNetworkError } from './errors.ts'
import { addressCacheMs, directoryDeadlineMs } from './limits.ts'
import { listenProblem, localHost, loopbackHosts } from './listening.ts'
import { type LocalCa, openLocalCa } from './local-ca.ts'
import { type Member, openMember, type Surroundings } from './member.ts'
import { readNetworkFile, writeNetworkFile } from './network-file.ts'
import type { MiniAtSign, MiniNetworkOptions } from './options.ts'
import { makePlan, type Plan } from './plan.ts'
import { openSecrets } from './secrets.ts'
import { openStorage, type Storage } from './storage.ts'

/** A running network: a directory and atServers that know each other. */
export type MiniNetwork = {
  readonly directory: Address
  /** What clients have to trust, and the file it is in when files are written. */
  readonly ca: { readonly certificate: string; readonly file: string | undefined }
  readonly atSigns: readonly MiniAtSign[]
  /** The keys of an activated atSign; undefined when the network has none of it. */
  readonly keysOf: (atSign: AtSign) => AtKeys | undefined
  /** A connection to the atServer of `atSign` on which nothing is proved yet. */
  readonly connect: (atSign: AtSign) => Promise<Connection>
  /** A connection to the atServer of `atSign` as its owner. */
  readonly logIn: (atSign: AtSign) => Promise<Connection>
  /** Stops one atServer and starts it again on the same records and port. */
  readonly restart: (atSign: AtSign) => Promise<void>
  /** What the directory answers from. */
  readonly directoryStore: DirectoryStore
  /** Signs further certificates, for tests that need one. */
  readonly authority: Authority
  /** Stops everything, and removes what was to be temporary. Asking twice is asking once. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

type Settled = Required<Omit<MiniNetworkOptions, 'atSigns' | 'port'>> &
  Pick<MiniNetworkOptions, 'atSigns' | 'port'>

/**
 * Opens a network: a directory, and an atServer for each atSign, all listening before it resolves.
 * What an earlier start kept in the state folder is there again: the same atSigns, keys, ports and
 * records (requirement `network.state.resumed`).
 *
 * Throws {@link MiniNetworkError} with one sentence that names the remedy; nothing is left running.
 */
export async function open(options: MiniNetworkOptions = {}): Promise<MiniNetwork> {
  const disposal = openDisposal()
  try {
    return await openAll(settle(options), disposal)
  } catch (error) {
    // The first failure is the one to report, whatever closing runs into.
    await disposal.dispose().catch(() => undefined)
    throw error
  }
}

function settle(options: MiniNetworkOptions): Settled {
  return {
    notActivated: [],
    state: { kind: 'memory' },
    network: tlsNetwork(),
    hosts: loopbackHosts,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
    settings: {},
    notice: () => undefined,
    ...options,
  }
}

async function openAll(options: Settled, disposal: Disposal): Promise<MiniNetwork> {
  const storage = await openStorage(options.state)
  disposal.defer(storage.release)
  const plan = await planFor(storage, options)
  // TLS compares certificates with the machine's clock, so they follow it even when `clock` does not.
  const ca = await openLocalCa({
    folder: storage.files?.folder,
    clock: systemClock,
    notice: options.notice,
  })
  const directory = await startDirectory({ options, storage, ca, plan, disposal })
  const around = await surround({ options, storage, ca, directory, disposal })
  const members = await openMembers(plan, around, disposal)
  if (storage.files !== undefined) {
    await writeNetworkFile(storage.files, {
      directoryPort: directory.port,
      atSigns: plan.members
        .map((saved) => ({ ...saved, port: members.get(saved.atSign)?.view.port ?? saved.port }))
        .concat(plan.resting),
    })
  }
  return present({ members, directory, ca, around, disposal })
}

async function planFor({ files }: Storage, options: Settled): Promise<Plan> {
  const saved = files === undefined ? undefined : await readNetworkFile(files.folder)
  const fallback = ['@alice', '@bob'].map(parseAtSign)
  const { atSigns, notActivated, port } = options
  const plan = makePlan(saved, { atSigns, notActivated, port }, fallback)
  if (files !== undefined && saved === undefined) {
    // The file marks the folder as a network's; what it says is only kept once the start has worked.
    await writeNetworkFile(files, { directoryPort: 0, atSigns: [] })
  }
  return plan
}

type Directory = { readonly port: number; readonly store: DirectoryStore }

async function startDirectory(parts: {
  readonly options: Settled
  readonly storage: Storage
  readonly ca: LocalCa
  readonly plan: Plan
  readonly disposal: Disposal
}): Promise<Directory> {
  const { options, storage, ca, plan, disposal } = parts
  const store =
    storage.files !== undefined && storage.keepsRecords
      ? openSqliteDirectoryStore({ file: storage.files.directory })
      : memoryDirectoryStore()
  disposal.defer(() => store.close())
  try {
    const { network, hosts, clock, log } = options
    const server = await openDirectory({
      network,
      hosts,
      port: plan.directoryPort,
      identity: await ca.identityFor('directory'),
      store,
      clock,
      log,
      tarpit: false,
    })
    disposal.defer(() => server[Symbol.asyncDispose]())
    return { port: server.port, store }
  } catch (error) {
    throw listenProblem(error, 'the directory', plan.directoryPort)
  }
}

async function surround(parts: {
  readonly options: Settled
  readonly storage: Storage
  readonly ca: LocalCa
  readonly directory: Directory
  readonly disposal: Disposal
}): Promise<Surroundings> {
  const { options, storage, ca, directory, disposal } = parts
  const { network, hosts, clock, randomness, log } = options
  const addresses = openResolver({
    network,
    directory: { kind: 'directory', host: localHost, port: directory.port },
    trust: ca.certificate,
    clock,
    cacheMs: addressCacheMs,
    deadlineMs: directoryDeadlineMs,
  })
  disposal.defer(() => addresses[Symbol.asyncDispose]())
  return {
    network,
    hosts,
    clock,
    randomness,
    log,
    addresses,
    storage,
    settings: options.settings,
    trust: ca.certificate,
    secrets: openSecrets(storage.files, randomness),
    identityFor: ca.identityFor,
    publish: async (atSign, address) => {
      directory.store.set(atSign.slice(1), address)
    },
  }
}

/** All at once: making RSA keys takes most of the time, and the platform makes several side by side. */
async function openMembers(
  plan: Plan,
  around: Surroundings,
  disposal: Disposal,
): Promise<ReadonlyMap<AtSign, Member>> {
  const own = plan.members.map(() => openDisposal())
  disposal.defer(async () => {
    await Promise.all(own.map((each) => each.dispose()))
  })
  const outcomes = await Promise.allSettled(
    plan.members.map((saved, index) => openMember(saved, around, own[index] ?? disposal)),
  )
  const members = new Map<AtSign, Member>()
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      throw outcome.reason
    }
    members.set(outcome.value.view.atSign, outcome.value)
  }
  return members
}

function present(parts: {
  readonly members: ReadonlyMap<AtSign, Member>
  readonly directory: Directory
  readonly ca: LocalCa
  readonly around: Surroundings
  readonly disposal: Disposal
}): MiniNetwork {
  const { members, directory, ca, around, disposal } = parts
  const { network, addresses, trust, clock } = around
  function memberOf(atSign: AtSign): Member {
    const member = members.get(atSign)
    if (member === undefined) {
      throw new MiniNetworkError('badRequest', `${atSign} is not in this network.`)
    }
    return member
  }
  const connectTo = (atSign: AtSign): Promise<Connection> =>
    connect({ atSign, addresses, network, trust, clock })
  return {
    directory: { host: localHost, port: directory.port },
    ca: { certificate: ca.certificate, file: ca.file },
    atSigns: [...members.values()].map(({ view }) => view),
    keysOf: (atSign) => memberOf(atSign).keys,
    connect: connectTo,
    logIn: async (atSign) => {
      const { keys } = memberOf(atSign)
      if (keys === undefined) {
        throw new MiniNetworkError('badRequest', `The network has no keys of ${atSign}.`)
      }
      const connection = await connectTo(atSign)
      await logIn(connection, keys)
      return connection
    },
    restart: (atSign) => memberOf(atSign).restart(),
    directoryStore: directory.store,
    authority: ca.authority,
    [Symbol.asyncDispose]: disposal.dispose,
  }
}
