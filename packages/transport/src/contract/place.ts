import type { ByteStream } from '../byte-stream.ts'
import type {
  ConnectOptions,
  Listener,
  ListenOptions,
  Network,
  Refusal,
  TlsIdentity,
} from '../network.ts'
import { type TestAuthority, testAuthority } from './authority.ts'

/** The certificates that the cases of the contract are about. */
export type Certificates = {
  readonly ours: TestAuthority
  readonly foreign: TestAuthority
  /** Issued by ours for localhost and both loopback addresses. */
  readonly server: TlsIdentity
}

/** Makes the certificates of one run. */
export async function makeCertificates(): Promise<Certificates> {
  const ours = await testAuthority('our authority')
  const foreign = await testAuthority('foreign authority')
  return { ours, foreign, server: await ours.issue({ names: loopbackNames }) }
}

/** What every certificate of a local server names. */
export const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '::1']

/** Longer than any case takes; a case that fails by it has hung. */
export const ampleMs = 10_000

/** A listener whose connections a test can pick up. */
export type Place = {
  readonly listener: Listener
  readonly port: number
  /** The next accepted stream. */
  readonly accepted: () => Promise<ByteStream>
  /** The next connection that was turned away. */
  readonly refused: () => Promise<Refusal>
  /** Accepted and not picked up. */
  readonly waiting: () => number
  /** Connects to it as `localhost`, trusting our authority. */
  readonly connect: (options?: Partial<ConnectOptions>) => Promise<ByteStream>
  readonly close: () => Promise<void>
}

/** Listens on both loopback addresses with our certificate, unless told otherwise. */
export async function openPlace(
  network: Network,
  certificates: Certificates,
  options: Partial<ListenOptions> = {},
): Promise<Place> {
  const streams = openQueue<ByteStream>()
  const refusals = openQueue<Refusal>()
  const opened: ByteStream[] = []
  const listener = await network.listen({
    hosts: ['127.0.0.1', '::1'],
    port: 0,
    identity: certificates.server,
    trust: certificates.ours.certificate,
    requestCertificate: true,
    handshakeDeadlineMs: ampleMs,
    accept: ({ stream }) => {
      opened.push(stream)
      streams.put(stream)
    },
    refused: refusals.put,
    ...options,
  })
  const { port } = listener.address
  return {
    listener,
    port,
    accepted: streams.take,
    refused: refusals.take,
    waiting: streams.size,
    connect: async (given = {}) => {
      const stream = await network.connect({
        host: 'localhost',
        port,
        trust: certificates.ours.certificate,
        deadlineMs: ampleMs,
        ...given,
      })
      opened.push(stream)
      return stream
    },
    close: async () => {
      for (const stream of opened) {
        stream.destroy()
      }
      await listener.close()
    },
  }
}

type Queue<T> = {
  readonly put: (item: T) => void
  readonly take: () => Promise<T>
  readonly size: () => number
}

function openQueue<T>(): Queue<T> {
  const items: T[] = []
  const takers: ((item: T) => void)[] = []
  return {
    put: (item) => {
      const taker = takers.shift()
      if (taker === undefined) {
        items.push(item)
      } else {
        taker(item)
      }
    },
    take: () =>
      new Promise((resolve) => {
        const item = items.shift()
        if (item === undefined) {
          takers.push(resolve)
        } else {
          resolve(item)
        }
      }),
    size: () => items.length,
  }
}

/** Both ends of one connection. */
export async function openPair(
  place: Place,
): Promise<{ readonly near: ByteStream; readonly far: ByteStream }> {
  const near = await place.connect()
  return { near, far: await place.accepted() }
}

/** Everything a stream receives until its end, as text. */
export async function readAll(stream: ByteStream): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream.incoming) {
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** What a stream receives until there are `length` characters; the rest stays to be read. */
export async function readText(stream: ByteStream, length: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream.incoming) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length >= length) {
      break
    }
  }
  return text
}

/** Resolves when nothing more can be received, whether that came as an end or as an error. */
export async function over(stream: ByteStream): Promise<void> {
  try {
    await readAll(stream)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'StreamError')) {
      throw error
    }
  }
}
