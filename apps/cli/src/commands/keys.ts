import { type Connection, ServerFault } from '@atnet/client'
import { loadKeys } from '@atnet/client/key-files'
import { type AtKeys, algorithmOf, publicKeyHash, type SigningAlgorithm } from '@atnet/crypto'
import { type AtSign, parse } from '@atnet/protocol-codec'
import type { Call, CommandSpec } from '../command.ts'
import { note, print, table } from '../output.ts'
import { readAtSign, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'
import { findSurroundings } from '../surroundings.ts'

/** A public key, where it was found and what it is for. */
type PublicKey = {
  readonly where: 'key file' | 'published'
  readonly use: 'login' | 'encryption' | 'atServer'
  readonly algorithm: SigningAlgorithm | 'unknown'
  readonly publicKey: string
  /** What `pubKeyHash` in metadata is, so that one can see which key a value is encrypted for. */
  readonly sha256: string
}

/** `atnet keys`: the public halves of an atSign's keys, and never the private ones (cli.keys). */
export const keys: CommandSpec = {
  name: 'keys',
  summary: 'Show public keys: those an atSign publishes, and those of your own key file.',
  arguments: [
    { name: 'atSign', doc: 'whose (default: yours, with your key file)', required: false },
  ],
  options: [],
  example: 'keys -a @alice',
  async run(call) {
    const [given] = call.arguments
    const atSign = given === undefined ? whoAmI(call.options) : readAtSign(given)
    const filed = given === undefined ? await keysOfFile(call, atSign) : []
    const target = { atSign, proof: 'none' } as const
    const published = await withConnection(call, target, (connection) =>
      publishedKeys(connection, atSign),
    )
    const all = [...filed, ...published]
    const rows = all.map(({ where, use, algorithm, sha256 }) => [where, use, algorithm, sha256])
    print(call, {
      text: table(['where', 'for', 'algorithm', 'pubKeyHash (SHA-256)'], rows),
      json: all,
    })
    tellMismatch(call, all, atSign)
  },
}

async function keysOfFile(call: Call, atSign: AtSign): Promise<readonly PublicKey[]> {
  const file = (await findSurroundings(call.options, call.host)).keysFile(atSign)
  const found = await loadKeys(file, { atSign })
  if (found === undefined) {
    note(call, `There is no key file ${file} for ${atSign}.`)
    return []
  }
  return publicPartsOf(found)
}

function publicPartsOf({ pkam, encryption }: AtKeys): readonly PublicKey[] {
  return [
    shown('key file', 'login', pkam.publicKey),
    shown('key file', 'encryption', encryption.publicKey),
  ]
}

async function publishedKeys(
  connection: Connection,
  atSign: AtSign,
): Promise<readonly PublicKey[]> {
  const found: PublicKey[] = []
  for (const [name, use] of [
    ['publickey', 'encryption'],
    ['signing_publickey', 'atServer'],
  ] as const) {
    const key = await lookUp(connection, `lookup:${name}${atSign}`)
    if (key !== undefined) {
      found.push(shown('published', use, key))
    }
  }
  return found
}

/** Gives undefined for what is not there, or not yet. */
async function lookUp(connection: Connection, line: string): Promise<string | undefined> {
  try {
    const key = await connection.ask(parse(line))
    return key === 'null' ? undefined : key
  } catch (error) {
    if (error instanceof ServerFault && error.code === 'AT0015') {
      return undefined
    }
    throw error
  }
}

function shown(where: PublicKey['where'], use: PublicKey['use'], publicKey: string): PublicKey {
  const algorithm = algorithmOf(publicKey) ?? 'unknown'
  return { where, use, algorithm, publicKey, sha256: publicKeyHash(publicKey, 'sha256') }
}

function tellMismatch(call: Call, all: readonly PublicKey[], atSign: AtSign): void {
  const used = all.filter(({ use }) => use === 'encryption').map(({ sha256 }) => sha256)
  if (!all.some(({ where, use }) => where === 'published' && use === 'encryption')) {
    note(
      call,
      `${atSign} publishes no encryption key: it is not activated, so nobody can encrypt for it.`,
    )
  } else if (new Set(used).size > 1) {
    note(
      call,
      `The encryption key of the key file is not the one that ${atSign} publishes: this file cannot open what others encrypt now.`,
    )
  }
}
