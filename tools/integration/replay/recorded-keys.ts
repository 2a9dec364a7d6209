import { createPrivateKey, createPublicKey, createVerify, type KeyObject } from 'node:crypto'
import type { Exchange } from './exchanges.ts'

/** The keys that were in use when the recordings were made, by the name of the server. */
export type RecordedKeys = {
  /** What owners logged in with. */
  readonly pkam: ReadonlyMap<string, KeyObject>
  /** What atServers proved themselves to others with. */
  readonly signing: ReadonlyMap<string, KeyObject>
}

/** Finds the keys in what was sent and answered, so that recorded signatures can be checked. */
export function findRecordedKeys(exchanges: readonly Exchange[]): RecordedKeys {
  const pkam = new Map<string, KeyObject>()
  const signing = new Map<string, KeyObject>()
  for (const { connection, writes, received } of exchanges) {
    const server = serverOf(connection)
    const sent = writes.map((write) => Buffer.from(write).toString()).join('')
    const publicKey = /^update:privatekey:at_pkam_publickey (?<key>MIIB\S+)\n$/u.exec(sent)
    if (publicKey?.groups?.['key'] !== undefined) {
      pkam.set(server, readPublicKey(publicKey.groups['key']))
    }
    const privateKey = /^data:(?<key>MIIE\S+)\n/u.exec(received)?.groups?.['key']
    if (privateKey !== undefined) {
      signing.set(server, createPublicKey(readPrivateKey(privateKey)))
    }
  }
  return { pkam, signing }
}

/** The server that a connection such as `alice#1` leads to. */
export function serverOf(connection: string): string {
  return connection.slice(0, connection.indexOf('#'))
}

/** Whether `signature` is one of `message` by the holder of `key`. */
export function isSignedBy(
  key: KeyObject | undefined,
  signed: { readonly message: string; readonly signature: string; readonly hash: string },
): boolean {
  const { message, signature, hash } = signed
  const wellFormed = key !== undefined && /^[A-Za-z0-9+/]{342}==$/u.test(signature)
  return wellFormed && createVerify(hash).update(message).verify(key, signature, 'base64')
}

function readPublicKey(base64: string): KeyObject {
  return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
}

function readPrivateKey(base64: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' })
}
