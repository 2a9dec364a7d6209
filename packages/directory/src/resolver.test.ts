import { parseAtSign } from '@atnet/protocol-codec'
import { type FakeClock, fakeClock } from '@atnet/runtime/testing'
import {
  type ByteStream,
  greet,
  type Listener,
  memoryNetwork,
  type Network,
  type TlsIdentity,
} from '@atnet/transport'
import { type TestAuthority, testAuthority } from '@atnet/transport/contract'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  AddressNotFound,
  DirectoryUnreachable,
  openResolver,
  type Resolver,
  type ResolverOptions,
} from './resolver.ts'

const alice = parseAtSign('@alice')
const bob = parseAtSign('@bob')
const there = { host: 'localhost', port: 6401 }

let authority: TestAuthority
let identity: TlsIdentity
let network: Network
let clock: FakeClock
let listener: Listener | undefined
let resolver: Resolver
/** What was asked of the directory, connection by connection. */
let asked: string[]

beforeAll(async () => {
  authority = await testAuthority('an authority')
  identity = await authority.issue({ names: ['localhost'] })
})
beforeEach(() => {
  network = memoryNetwork()
  clock = fakeClock()
  asked = []
})
afterEach(async () => {
  await resolver[Symbol.asyncDispose]()
  await listener?.close()
  listener = undefined
})

type Behaviour = (line: string, stream: ByteStream) => string | undefined

/** A directory that answers as told, `undefined` being no answer at all. */
async function serve(answer: Behaviour, greeting: string = '@'): Promise<number> {
  listener = await network.listen({
    hosts: ['127.0.0.1'],
    port: 0,
    identity,
    trust: undefined,
    requestCertificate: false,
    handshakeDeadlineMs: 10_000,
    accept: ({ stream }) => void converse(stream, answer, greeting).catch(() => undefined),
  })
  return listener.address.port
}

async function converse(stream: ByteStream, answer: Behaviour, greeting: string): Promise<void> {
  if (greeting !== '') {
    await greet(stream, greeting)
  }
  for await (const chunk of stream.incoming) {
    const line = new TextDecoder().decode(chunk)
    if (line === '@exit\n') {
      break
    }
    asked.push(line)
    const reply = answer(line, stream)
    if (reply !== undefined) {
      void stream.send(reply)
    }
  }
  await stream.end()
}

function resolve(port: number, options: Partial<ResolverOptions> = {}): Resolver {
  resolver = openResolver({
    network,
    directory: { kind: 'directory', host: 'localhost', port },
    trust: authority.certificate,
    clock,
    deadlineMs: 10_000,
    ...options,
  })
  return resolver
}

/** Lets everything that has been sent arrive and be dealt with. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((done) => setImmediate(done))
  }
}

function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

describe('a resolver', () => {
  it.each(['localhost:6401\r\n@', 'localhost:6401\n@'])(
    'asks for the bare name and reads %j',
    async (reply) => {
      const { find } = resolve(await serve(() => reply))
      expect(await find(alice)).toEqual(there)
      expect(asked).toEqual(['alice\n'])
    },
  )

  it.each(['null\r\n@', 'null\n@'])('says that nobody knows the name: %j', async (reply) => {
    const { find } = resolve(await serve(() => reply))
    await expect(find(alice)).rejects.toThrow(AddressNotFound)
    expect(asked).toHaveLength(1)
  })

  // directory.address.shape
  it.each([
    'localhost\r\n@',
    'localhost:0\r\n@',
    'localhost:70000\r\n@',
    'a b:64\r\n@',
    'error:AT0011-Exception: no\n@',
    'data:localhost:64\n@',
    '\r\n@',
    `${'x'.repeat(500)}:64\r\n@`,
  ])('does not believe the answer %j, nor asks again', async (reply) => {
    const { find } = resolve(await serve(() => reply))
    const failure = await outcome(find(alice))
    expect(failure).toBeInstanceOf(DirectoryUnreachable)
    expect(String(failure).length).toBeLessThan(250)
    expect(asked).toHaveLength(1)
  })

  it('asks nobody when a proxy stands before everything', async () => {
    const { find } = resolve(1, { directory: { kind: 'proxy', host: 'gate.test', port: 443 } })
    expect(await find(alice)).toEqual({ host: 'gate.test', port: 443 })
  })
})

// directory.resolve.cache
describe('the memory of a resolver', () => {
  it('lasts an hour', async () => {
    let port = 6401
    const { find } = resolve(await serve(() => `localhost:${port}\r\n@`))
    await find(alice)
    port = 6402
    clock.advance(3_599_999)
    expect(await find(alice)).toEqual(there)
    clock.advance(1)
    expect(await find(alice)).toEqual({ host: 'localhost', port: 6402 })
    expect(asked).toHaveLength(2)
  })

  it('does not grow older when the clock is set back', async () => {
    const { find } = resolve(await serve(() => 'localhost:6401\r\n@'))
    await find(alice)
    clock.step(clock.now() - 86_400_000)
    await find(alice)
    expect(asked).toHaveLength(2)
  })

  it('keeps no misses and no failures', async () => {
    const replies = ['null\r\n@', 'nonsense\r\n@', 'localhost:6401\r\n@']
    const { find } = resolve(await serve(() => replies.shift()))
    await expect(find(alice)).rejects.toThrow(AddressNotFound)
    await expect(find(alice)).rejects.toThrow(DirectoryUnreachable)
    expect(await find(alice)).toEqual(there)
  })

  it('is dropped on request', async () => {
    const { find, forget } = resolve(await serve(() => 'localhost:6401\r\n@'))
    await find(alice)
    forget(alice)
    forget(bob)
    await find(alice)
    expect(asked).toEqual(['alice\n', 'alice\n'])
  })

  it('does not take up what was being looked up when it was dropped', async () => {
    const waiting: ByteStream[] = []
    const { find, forget } = resolve(
      await serve((_, stream) => {
        waiting.push(stream)
        return undefined
      }),
    )
    const first = find(alice)
    await settled()
    forget(alice)
    const second = find(alice)
    await settled()
    void waiting[1]?.send('localhost:6402\r\n@')
    expect(await second).toEqual({ host: 'localhost', port: 6402 })
    void waiting[0]?.send('localhost:6401\r\n@')
    expect(await first).toEqual(there)
    expect(await find(alice)).toEqual({ host: 'localhost', port: 6402 })
  })

  it('is shared by all who ask at one time', async () => {
    const { find } = resolve(await serve(() => 'localhost:6401\r\n@'))
    const found = await Promise.all([find(alice), find(alice), find(bob), find(alice)])
    expect(found).toEqual([there, there, there, there])
    expect(asked.toSorted()).toEqual(['alice\n', 'bob\n'])
  })
})

// directory.resolve.retry
describe('a directory in trouble', () => {
  it('is asked five times, after 50, 100, 150 and 200 ms', async () => {
    const { find } = resolve(
      await serve((_, stream) => {
        stream.destroy()
        return undefined
      }),
    )
    const failing = outcome(find(alice))
    for (const [index, pauseMs] of [50, 100, 150, 200].entries()) {
      await settled()
      expect(asked).toHaveLength(index + 1)
      clock.advance(pauseMs - 1)
      await settled()
      expect(asked).toHaveLength(index + 1)
      clock.advance(1)
    }
    const failure = await failing
    expect(asked).toHaveLength(5)
    expect(failure).toBeInstanceOf(DirectoryUnreachable)
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /^The directory localhost:\d+ gave no answer for @alice in 5 /u,
      ),
    })
  })

  it('may recover', async () => {
    let attempts = 0
    const { find } = resolve(
      await serve((_, stream) => {
        attempts += 1
        if (attempts < 3) {
          stream.destroy()
        }
        return 'localhost:6401\r\n@'
      }),
    )
    const finding = find(alice)
    await settled()
    clock.advance(50)
    await settled()
    clock.advance(100)
    expect(await finding).toEqual(there)
  })

  it('that nobody serves is given up after five refusals', async () => {
    const finding = outcome(resolve(1).find(alice))
    for (const pauseMs of [50, 100, 150, 200]) {
      await settled()
      clock.advance(pauseMs)
    }
    expect(await finding).toMatchObject({
      name: 'DirectoryUnreachable',
      message: expect.stringMatching(/nobody listens/u),
    })
  })

  it('that is not the one we trust is not asked again', async () => {
    const foreign = await testAuthority('a foreign authority')
    const port = await serve(() => 'localhost:6401\r\n@')
    const { find } = resolve(port, { trust: foreign.certificate })
    await expect(find(alice)).rejects.toMatchObject({
      name: 'DirectoryUnreachable',
      cause: { kind: 'untrusted' },
    })
    expect(asked).toEqual([])
  })

  it('is trusted anew when the trust changes, without forgetting what it said', async () => {
    const foreign = await testAuthority('another authority')
    const port = await serve(() => 'localhost:6401\r\n@')
    const { find, setIdentity } = resolve(port, { trust: foreign.certificate })
    await expect(find(alice)).rejects.toMatchObject({ cause: { kind: 'untrusted' } })
    setIdentity(identity, authority.certificate)
    expect(await find(alice)).toEqual(there)
    setIdentity(identity, foreign.certificate)
    expect(await find(alice)).toEqual(there)
    await expect(find(bob)).rejects.toMatchObject({ cause: { kind: 'untrusted' } })
  })

  it.each([
    ['does not greet', ''],
    ['does not answer', '@'],
  ])('that %s is given up at the deadline', async (_what, greeting) => {
    const { find } = resolve(await serve(() => undefined, greeting), { deadlineMs: 2_000 })
    const failing = outcome(find(alice))
    await settled()
    clock.advance(2_000)
    expect(await failing).toMatchObject({ name: 'DirectoryUnreachable' })
  })

  it('that answers without end is cut off', async () => {
    const { find } = resolve(await serve(() => 'x'.repeat(10_000)))
    await expect(find(alice)).rejects.toMatchObject({
      name: 'DirectoryUnreachable',
      cause: { kind: 'tooLong' },
    })
  })

  it('is asked about so many names at once and no more', async () => {
    const { find } = resolve(await serve(() => undefined))
    const names = [...Array(100).keys()].map((index) => parseAtSign(`@name${index}`))
    const finding = names.map((name) => outcome(find(name)))
    await expect(find(alice)).rejects.toMatchObject({ name: 'DirectoryUnreachable' })
    await resolver[Symbol.asyncDispose]()
    for (const each of await Promise.all(finding)) {
      expect(each).toBeInstanceOf(DirectoryUnreachable)
    }
    await expect(find(alice)).rejects.toMatchObject({ message: 'The resolver is closed' })
  })
})
