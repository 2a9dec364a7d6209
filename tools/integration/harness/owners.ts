import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { AtSign } from '@atnet/protocol-codec'
import type { LineClient } from './line-client.ts'
import type { TestNetwork } from './test-network.ts'

/** Whoever holds an atSign: the pair they log in with. Written without our own cryptography. */
export type Owner = {
  readonly atSign: AtSign
  readonly privateKey: KeyObject
  /** As it goes on the wire: base64 of the DER form. */
  readonly publicKey: string
}

/** A client that takes one question after the other. */
export type Asking = Pick<LineClient, 'ask'>

/** A new login key for `atSign`. */
export function newOwner(atSign: AtSign): Owner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = publicKey.export({ format: 'der', type: 'spki' })
  return { atSign, privateKey, publicKey: der.toString('base64') }
}

/** Makes `atSign` its owner's: one-time secret, login key, end of the secret (auth.activation.cram-only). */
export async function activate(network: TestNetwork, atSign: AtSign): Promise<Owner> {
  const place = { port: network.portOf(atSign), secret: network.secretOf(atSign) }
  return activateAt(network, atSign, place)
}

/** The same for an atServer that is not one of the network's own. */
export async function activateAt(
  network: TestNetwork,
  atSign: AtSign,
  { port, secret }: { readonly port: number; readonly secret: string },
): Promise<Owner> {
  const owner = newOwner(atSign)
  const client = await network.connect({ port })
  const challenge = await challengeOf(client, atSign)
  await expectAnswer(client, cramLine(secret, challenge), 'data:success')
  await expectAnswer(client, `update:privatekey:at_pkam_publickey ${owner.publicKey}`, 'data:-1')
  await client.close()
  const loggedIn = await network.connect({ port })
  await logInOn(loggedIn, owner)
  await expectAnswer(loggedIn, `update:public:publickey${atSign} ${owner.publicKey}`, 'data:')
  await expectAnswer(loggedIn, 'delete:privatekey:at_secret', 'data:-1')
  await loggedIn.close()
  return owner
}

/** A connection as the owner. */
export async function logIn(network: TestNetwork, owner: Owner): Promise<LineClient> {
  const client = await network.connect({ port: network.portOf(owner.atSign) })
  await logInOn(client, owner)
  return client
}

/** Makes an open connection the owner's. */
export async function logInOn(client: Asking, owner: Owner): Promise<void> {
  const challenge = await challengeOf(client, owner.atSign)
  await expectAnswer(client, pkamLine(owner, challenge), 'data:success')
}

/** The text to be signed after a `from:` with one's own atSign. */
export async function challengeOf(client: Asking, atSign: AtSign): Promise<string> {
  const reply = await client.ask(`from:${atSign}`)
  const challenge = /^data:(?<challenge>_\S+)\n/u.exec(reply)?.groups?.['challenge']
  if (challenge === undefined) {
    throw new Error(`no challenge in ${JSON.stringify(reply)}`)
  }
  return challenge
}

/** The line that proves a one-time secret. */
export function cramLine(secret: string, challenge: string): string {
  return `cram:${createHash('sha512')
    .update(secret + challenge)
    .digest('hex')}`
}

/** The line that proves a login key. */
export function pkamLine({ privateKey }: Pick<Owner, 'privateKey'>, challenge: string): string {
  return `pkam:${signed(privateKey, challenge)}`
}

/** RSASSA-PKCS1-v1_5 over SHA-256, in base64. */
export function signed(privateKey: KeyObject, message: string): string {
  return createSign('RSA-SHA256').update(message).sign(privateKey, 'base64')
}

async function expectAnswer(client: Asking, line: string, start: string): Promise<void> {
  const reply = await client.ask(line)
  if (!reply.startsWith(start)) {
    throw new Error(`${line.slice(0, 60)} was answered ${JSON.stringify(reply)}, not ${start}`)
  }
}
