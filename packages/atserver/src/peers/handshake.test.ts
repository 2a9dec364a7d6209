import { verify } from '@atnet/crypto'
import { memoryKeystore } from '@atnet/keystore'
import { formatPolChallenge, parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import type { Asker } from '@atnet/transport'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareStore } from '../first-start.ts'
import { proveOwner } from './handshake.ts'

const owner = parseAtSign('@bob')
const peer = parseAtSign('@alice')
const clock = fakeClock()
const store = memoryKeystore({ clock })
const sessionId = '_54b3ac03-1b60-4761-9137-65c0ada73697'
const uuid = '2d5b56ff-db1b-4725-b4e5-881a9cb4828a'
const options = { owner, store, write: store.write, clock }

beforeAll(() => prepareStore({ owner, store, clock, cramSecret: undefined }))

/** A peer that answers from a script. */
function peerSaying(...answers: readonly string[]): { asker: Asker; asked: string[] } {
  const asked: string[] = []
  const ask = async (line: string): Promise<string> => {
    asked.push(line)
    return answers[asked.length - 1] ?? 'error:AT0003-Exception: invalid command'
  }
  return {
    asker: { ask, usable: true, close: async () => undefined, destroy: () => undefined },
    asked,
  }
}

describe('proving the owner to a peer (peer.handshake)', () => {
  it.each([uuid, formatPolChallenge({ verifier: peer, nonce: uuid })])(
    'signs %s, puts it where the peer can read it, and asks for pol',
    async (token) => {
      const { asker, asked } = peerSaying(`data:proof:${sessionId}${owner}:${token}`, '@bob@')
      await proveOwner(asker, peer, options)
      const cookie = store.reader.get(`public:${sessionId}${owner}`)
      const publicKey = store.reader.get('public:signing_publickey@bob')?.value ?? ''
      const signature = cookie?.value ?? ''
      const question = { algorithm: 'rsa2048', hashing: 'sha256', publicKey, signature } as const
      expect(asked).toEqual(['from:@bob', 'pol'])
      expect(await verify({ ...question, message: token })).toBe(true)
      expect(cookie?.metadata.expiresAt).toBe(clock.now() + 60_000)
    },
  )

  it('takes nothing but its own prompt for success', async () => {
    const { asker } = peerSaying(`data:proof:${sessionId}${owner}:${uuid}`, '@carol@')
    await expect(proveOwner(asker, peer, options)).rejects.toMatchObject({
      fault: 'handshakeFailure',
    })
  })

  it('tells what the peer said', async () => {
    const { asker } = peerSaying('error:AT0013-Exception: Unable to connect')
    await expect(proveOwner(asker, peer, options)).rejects.toMatchObject({
      fault: 'handshakeFailure',
      detail: 'Exception: Exception: Unable to connect',
    })
  })
})

describe('what is never signed (peer.handshake.verifier)', () => {
  const bound = (verifier: string): string =>
    formatPolChallenge({ verifier: parseAtSign(verifier), nonce: uuid })

  const token = (json: string): string => `pol1.${Buffer.from(json).toString('base64url')}`

  it.each([
    ['a bound challenge without a nonce', `proof:${sessionId}@bob:${token('{"v":"@alice"}')}`],
    [
      'a bound challenge with a text for a nonce',
      `proof:${sessionId}@bob:${token('{"v":"@alice","n":"transfer everything"}')}`,
    ],
    [
      'a bound challenge with two verifiers',
      `proof:${sessionId}@bob:${token(`{"v":"@carol","v":"@alice","n":"${uuid}"}`)}`,
    ],
    ['a challenge made for another verifier', `proof:${sessionId}@bob:${bound('@carol')}`],
    ['a bound challenge that cannot be read', `proof:${sessionId}@bob:pol1.%%%`],
    ['a text that is no challenge', `proof:${sessionId}@bob:transfer everything`],
    ['a challenge for somebody else', `proof:${sessionId}@carol:${uuid}`],
    ['a cookie that is no session', `proof:publickey@bob:${uuid}`],
    ['a cookie with a scope in its name', `proof:_x:${sessionId}@bob:${uuid}`],
    ['the owner’s own login challenge', `${sessionId}@bob:${uuid}`],
    ['nothing', ''],
  ])('%s', async (_what, payload) => {
    const before = store.reader.keys({ limit: 100 }).keys
    const { asker, asked } = peerSaying(`data:${payload}`, '@bob@')
    await expect(proveOwner(asker, peer, options)).rejects.toMatchObject({
      fault: 'handshakeFailure',
    })
    expect(asked).toEqual(['from:@bob'])
    expect(store.reader.keys({ limit: 100 }).keys).toEqual(before)
  })
})
