import type { AtSign } from '@atnet/protocol-codec'
import { type ByteClient, byteClient } from './byte-client.ts'
import { logInOn, type Owner } from './owners.ts'
import type { TestNetwork } from './test-network.ts'

/** What is offered; `length` is that of the whole, wherever it starts. */
export type Offer = {
  readonly id: string
  readonly to: AtSign
  readonly length: number
  readonly startByte?: number
}

/** A stream with both its sides. */
export type Streaming = { readonly sender: ByteClient; readonly receiver: ByteClient }

let offered = 0

/** An id that no other test uses. */
export function newStreamId(): string {
  offered += 1
  return `0f7c9a7e-stream-${offered}`
}

/** A client that has proved nothing. */
export async function stranger(network: TestNetwork, of: AtSign): Promise<ByteClient> {
  return byteClient(await network.dial({ port: network.portOf(of) }))
}

/** The owner's client, with an offer that the server has taken. */
export async function offering(
  network: TestNetwork,
  owner: Owner,
  offer: Offer,
): Promise<ByteClient> {
  const sender = await stranger(network, owner.atSign)
  await logInOn(sender, owner)
  await offerOn(sender, offer)
  return sender
}

/** Offers on an open connection. An offer is not answered; that it was taken shows in what is answered next. */
export async function offerOn(sender: ByteClient, offer: Offer): Promise<void> {
  const { id, to, length, startByte } = offer
  const start = startByte === undefined ? '' : ` startByte:${startByte}`
  await sender.send(`stream:init${to} namespace:wavi${start} ${id} bXkgZmlsZQ== ${length}\n`)
  const reply = await sender.ask('noop:0')
  if (!reply.startsWith('data:ok\n')) {
    throw new Error(`the offer was answered ${JSON.stringify(reply)}`)
  }
}

/** Both sides of a stream of the owner's, just before its first byte. */
export async function streaming(
  network: TestNetwork,
  owner: Owner,
  offer: Offer,
): Promise<Streaming> {
  const sender = await offering(network, owner, offer)
  const receiver = await stranger(network, owner.atSign)
  await begin({ sender, receiver }, offer.id)
  return { sender, receiver }
}

/** Has the receiver come, and waits until the sender is told. */
export async function begin({ sender, receiver }: Streaming, id: string): Promise<void> {
  await receiver.send(`stream:receive ${id}\n`)
  const told = await sender.line()
  if (told !== `stream:ack ${id}`) {
    throw new Error(`the sender was told ${JSON.stringify(told)}`)
  }
}
