import type { ByteStream, TlsIdentity } from '@atnet/transport'
import type { TestNetwork } from './test-network.ts'

/** What a scripted server does about a line: the bytes to send, nothing at all, or the end. */
export type Move = string | 'say nothing' | 'hang up'

/** How a server plays its part. */
export type Script = {
  /** What it shows for itself; the network's own certificate unless given. */
  readonly identity?: TlsIdentity
  /** What it says first. */
  readonly greeting?: Move
  /** What it does about a line, given without its line feed. */
  readonly answer: (line: string) => Move | Promise<Move>
}

/** A server that does what a test tells it to, right or wrong. */
export type ScriptedServer = {
  readonly port: number
  /** Every line it was told, in order. */
  readonly heard: readonly string[]
  /** How many have connected. */
  readonly visits: () => number
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Starts a scripted server within `network`. */
export async function openScripted(network: TestNetwork, script: Script): Promise<ScriptedServer> {
  const heard: string[] = []
  const streams = new Set<ByteStream>()
  let visits = 0
  const listener = await network.network.listen({
    hosts: ['localhost'],
    port: 0,
    identity: script.identity ?? network.identity,
    trust: network.authority.certificate,
    requestCertificate: true,
    handshakeDeadlineMs: 10_000,
    accept: ({ stream }) => {
      visits += 1
      streams.add(stream)
      // A peer that breaks off is part of the play.
      perform(stream, script, heard).catch(() => stream.destroy())
    },
  })
  return {
    port: listener.address.port,
    heard,
    visits: () => visits,
    [Symbol.asyncDispose]: async () => {
      await listener.close()
      for (const stream of streams) {
        stream.destroy()
      }
    },
  }
}

async function perform(
  stream: ByteStream,
  { greeting = '@', answer }: Script,
  heard: string[],
): Promise<void> {
  await move(stream, greeting)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream.incoming) {
    text += decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      heard.push(line)
      await move(stream, await answer(line))
    }
  }
}

async function move(stream: ByteStream, step: Move): Promise<void> {
  if (step === 'hang up') {
    stream.destroy()
  } else if (step !== 'say nothing') {
    await stream.send(step)
  }
}
