import type { ByteStream, TlsIdentity } from '@atnet/transport'
import type { TestNetwork } from './test-network.ts'

/** Saying nothing, for as long as it takes. */
export const silence: unique symbol = Symbol('silence')
/** Breaking off the connection. */
export const hangUp: unique symbol = Symbol('hang up')

/** What a scripted server does about a line: the bytes to send, last words, or one of the above. */
export type Move = string | { readonly lastWords: string } | typeof silence | typeof hangUp

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
  /** The names on each certificate that it was shown, in order. */
  readonly shown: readonly string[]
  /** Every line it was told, in order. */
  readonly heard: readonly string[]
  /** Resolves when it begins to say nothing. */
  readonly silent: Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Starts a scripted server within `network`. */
export async function openScripted(network: TestNetwork, script: Script): Promise<ScriptedServer> {
  const heard: string[] = []
  const shown: string[] = []
  const streams = new Set<ByteStream>()
  let fallSilent = (): void => undefined
  const silent = new Promise<void>((resolve) => {
    fallSilent = resolve
  })
  const listener = await network.network.listen({
    hosts: ['localhost'],
    port: 0,
    identity: script.identity ?? network.identity,
    trust: network.authority.certificate,
    requestCertificate: true,
    handshakeDeadlineMs: 10_000,
    accept: ({ stream }) => {
      streams.add(stream)
      shown.push(...(stream.certificate?.names ?? []))
      // A peer that breaks off is part of the play.
      perform(stream, { ...script, heard, fallSilent }).catch(() => stream.destroy())
    },
  })
  return {
    port: listener.address.port,
    shown,
    heard,
    silent,
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
  play: Script & { readonly heard: string[]; readonly fallSilent: () => void },
): Promise<void> {
  const { greeting = '@', answer, heard, fallSilent } = play
  await move(stream, greeting, fallSilent)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream.incoming) {
    text += decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      heard.push(line)
      await move(stream, await answer(line), fallSilent)
    }
  }
}

async function move(stream: ByteStream, step: Move, fallSilent: () => void): Promise<void> {
  if (step === silence) {
    fallSilent()
  } else if (step === hangUp) {
    stream.destroy()
  } else if (typeof step === 'string') {
    await stream.send(step)
  } else {
    await stream.send(step.lastWords)
    await stream.end()
  }
}
