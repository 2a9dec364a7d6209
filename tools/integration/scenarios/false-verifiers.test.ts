import { randomUUID } from 'node:crypto'
import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'
import { claim, type Mischief, type PlayedPeer, playPeer } from '../harness/peers.ts'

/** The answer of a verifier that wants `token` signed for the session `cookie`. */
function demand(cookie: string, token: string): string {
  return `data:proof:${cookie}:${token}\n@`
}

function bound(payload: unknown): string {
  return `pol1.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`
}

everywhere('a peer that wants a signature it should not have', [alice, bob], (network) => {
  let ofBob: LineClient
  let stranger: LineClient
  const open: PlayedPeer[] = []
  beforeAll(async () => {
    const owner = await logIn(network(), await activate(network(), alice))
    await owner.ask('update:@bob:email@alice for bob alone')
    ofBob = await logIn(network(), await activate(network(), bob))
    stranger = await network().connect({ port: network().portOf(bob) })
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map((peer) => peer[Symbol.asyncDispose]()))
  })
  async function peer(mischief: Mischief): Promise<PlayedPeer> {
    const made = await playPeer(network(), { mischief })
    open.push(made)
    return made
  }
  /** What a verifier would find: nothing, when nothing was signed. */
  async function expectUnsigned(session: string): Promise<void> {
    expect(await stranger.ask(`lookup:${session}@bob`)).toBe(
      `error:AT0015-Exception: public:${session}@bob does not exist in keystore\n@`,
    )
  }

  it('gets none for the challenge of another verifier (peer.handshake.verifier)', async () => {
    const { identity } = network()
    const relay = await network().connect({ port: network().portOf(alice), identity })
    const challenge = await claim(relay, bob)
    const mallory = await peer((line) =>
      line === 'from:@bob' ? demand(`${challenge.session}@bob`, challenge.token) : undefined,
    )
    expect(await ofBob.ask(`lookup:x.test${mallory.atSign}`)).toMatch(
      /^error:AT0008-Handshake failure : .*@alice.*\n@bob@$/u,
    )
    expect(mallory.heard).not.toContain('pol')
    await expectUnsigned(challenge.session)
    expect(await relay.ask('pol')).toMatch(/^error:AT0015-/u)
    expect(await relay.ask('lookup:email@alice')).toMatch(/^error:AT0015-/u)
    await relay.close()
  })

  const uuid = randomUUID()
  it.each([
    ['made for somebody else', (): string => bound({ v: '@alice', n: uuid })],
    ['made for the prover', (): string => bound({ v: '@bob', n: uuid })],
    ['made for nobody', (): string => bound({ n: uuid })],
    ['with another case', (own: AtSign): string => bound({ v: own.toUpperCase(), n: uuid })],
    ['with two verifiers', (own: AtSign): string => bound({ v: [own, '@alice'], n: uuid })],
    ['that is no object', (): string => bound('@alice')],
    ['that is no JSON', (): string => 'pol1.e30x'],
    ['that is no base64url', (): string => 'pol1.%%%'],
    ['with padding', (own: AtSign): string => `${bound({ v: own, n: uuid })}==`],
    ['that is empty', (): string => 'pol1.'],
    [
      'of an unknown version',
      (): string => bound({ v: '@alice', n: uuid }).replace('pol1', 'pol2'),
    ],
    ['that is any text', (): string => 'sign-this-contract'],
    ['that is too long', (): string => `${uuid}${'0'.repeat(10_000)}`],
  ])('gets none for a token %s (peer.handshake.verifier)', async (_, token) => {
    const session = `_${randomUUID()}`
    const mallory = await peer((line) =>
      line === 'from:@bob' ? demand(`${session}@bob`, token(mallory.atSign)) : undefined,
    )
    expect(await ofBob.ask(`lookup:x.test${mallory.atSign}`)).toMatch(/^error:AT0008-.*\n@bob@$/u)
    expect(mallory.heard).not.toContain('pol')
    await expectUnsigned(session)
  })

  it.each([
    ['the name of another record', `publickey@bob`],
    ['a hidden record', '_secret@bob'],
    ['the name of another atSign', `_${uuid}@alice`],
    ['two names', `_${uuid}@bob@bob`],
  ])(
    'does not choose where the signature is put: %s (peer.handshake.cookie)',
    async (_, cookie) => {
      const before = await stranger.ask('lookup:publickey@bob')
      const mallory = await peer((line) =>
        line === 'from:@bob' ? demand(cookie, randomUUID()) : undefined,
      )
      expect(await ofBob.ask(`lookup:x.test${mallory.atSign}`)).toMatch(/^error:AT0008-.*\n@bob@$/u)
      expect(mallory.heard).not.toContain('pol')
      expect(await stranger.ask('lookup:publickey@bob')).toBe(before)
    },
  )

  describe('a good peer', () => {
    it.each([
      ['bound', (own: AtSign): string => bound({ v: own, n: uuid })],
      ['plain', (): string => uuid],
    ])('gets one for its own %s challenge (peer.handshake)', async (_, token) => {
      const session = `_${randomUUID()}`
      const mallory = await peer((line) => {
        if (line === 'pol') {
          return '@bob@'
        }
        return line === 'from:@bob' ? demand(`${session}@bob`, token(mallory.atSign)) : undefined
      })
      await ofBob.ask(`lookup:x.test${mallory.atSign}`)
      expect(mallory.heard.slice(0, 4)).toEqual([
        `lookup:all:publickey${mallory.atSign}`,
        'from:@bob',
        'pol',
        `lookup:all:x.test${mallory.atSign}`,
      ])
      expect(await stranger.ask(`lookup:${session}@bob`)).toMatch(/^data:[A-Za-z0-9+/]{342}==\n@$/u)
    })
  })

  it('is not found where the directory wrongly points (peer.handshake.verifier)', async () => {
    const carol = parseAtSign('@carol')
    network().publish(carol, network().portOf(alice))
    expect(await ofBob.ask('lookup:email@carol')).toMatch(
      /^error:AT0008-Handshake failure : .*@alice.*@carol\n@bob@$/u,
    )
    expect(await ofBob.ask('plookup:email@carol')).toMatch(/^error:AT0015-/u)
  })
})
