import { writePrivateFile } from '@atnet/client/key-files'
import { type AtSign, isAtSign } from '@atnet/protocol-codec'
import { MiniNetworkError } from './errors.ts'
import { maxAtSigns, maxPort, maxTextFileBytes } from './limits.ts'
import { type StateFiles, stateFiles } from './state-files.ts'
import { readTextFile } from './text-file.ts'

/** One atSign of a network, as network.json keeps it. */
export type SavedMember = {
  readonly atSign: AtSign
  /** Where its atServer listens; 0 until the system has chosen. */
  readonly port: number
  /** False for an atSign that is left for its user to activate. */
  readonly activate: boolean
}

/** What network.json keeps. */
export type SavedNetwork = {
  /** Where the directory listens; 0 until the system has chosen. */
  readonly directoryPort: number
  readonly atSigns: readonly SavedMember[]
}

/** The one layout of network.json there has been so far. */
const layoutVersion = 1

/**
 * What is kept of the network in `folder`; undefined when there is none. Throws
 * {@link MiniNetworkError} `stateUnreadable` when it is damaged (requirement `network.state.damaged`).
 */
export async function readNetworkFile(folder: string): Promise<SavedNetwork | undefined> {
  const files = stateFiles(folder)
  try {
    const text = await readTextFile(files.network, maxTextFileBytes)
    return text === undefined ? undefined : parseNetwork(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MiniNetworkError(
      'stateUnreadable',
      `The state in ${files.network} cannot be used (${reason}): repair it, or start over with --reset, which deletes all keys and records in ${folder}.`,
      { cause: error },
    )
  }
}

/** Keeps what is to be found at the next start. */
export async function writeNetworkFile(files: StateFiles, network: SavedNetwork): Promise<void> {
  const text = JSON.stringify({ version: layoutVersion, ...network }, undefined, 2)
  await writePrivateFile(files.network, `${text}\n`, { replace: true })
}

function parseNetwork(text: string): SavedNetwork {
  const parsed = parseJson(text)
  if (!isObject(parsed)) {
    throw new Error('it is not a JSON object')
  }
  if (parsed['version'] !== layoutVersion) {
    throw new Error(`its version is not ${layoutVersion}`)
  }
  const { directoryPort, atSigns } = parsed
  if (!isPort(directoryPort)) {
    throw new Error('directoryPort is not a port')
  }
  if (!Array.isArray(atSigns) || atSigns.length > maxAtSigns) {
    throw new Error(`atSigns is not a list of at most ${maxAtSigns}`)
  }
  const members = atSigns.map(parseMember)
  if (new Set(members.map((member) => member.atSign)).size < members.length) {
    throw new Error('an atSign is named twice')
  }
  return { directoryPort, atSigns: members }
}

function parseMember(value: unknown): SavedMember {
  if (!isObject(value)) {
    throw new Error('an entry of atSigns is not an object')
  }
  const { atSign, port, activate } = value
  if (typeof atSign !== 'string' || !isAtSign(atSign)) {
    throw new Error('an atSign is malformed')
  }
  if (!isPort(port)) {
    throw new Error(`the port of ${atSign} is not a port`)
  }
  if (typeof activate !== 'boolean') {
    throw new Error(`activate of ${atSign} is neither true nor false`)
  }
  return { atSign, port, activate }
}

/** The parser's own messages quote the file, and span lines. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
}

/** A value with members to look at; unlike `Record`, says nothing about which there are. */
function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxPort
}
