import { beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

/** The challenge for another atSign is bound to the one that gives it: `pol1.` and base64url. */
function readBound(reply: string): unknown {
  const token = /:pol1\.(?<token>[A-Za-z0-9_-]+)\n@$/u.exec(reply)?.groups?.['token'] ?? ''
  return JSON.parse(Buffer.from(token, 'base64url').toString())
}

everywhere('the commands everybody starts with', [alice, bob], (network) => {
  let owner: LineClient
  let ofBob: LineClient
  let nobody: LineClient
  let firstId = 0
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
    ofBob = await logIn(network(), await activate(network(), bob))
    nobody = await network().connect({ port: network().portOf(alice) })
  })

  it('update: each write takes the next commit id (data.commit.never-reissued)', async () => {
    const first = await owner.ask('update:public:phone@alice +1-111-111')
    firstId = Number(/^data:(?<id>\d+)\n@alice@$/u.exec(first)?.groups?.['id'])
    expect(await owner.ask('update:@alice:creditcard@alice 123-456-789')).toBe(
      `data:${firstId + 1}\n@alice@`,
    )
    expect(await owner.ask('update:@bob:email@alice alice@atsign.com')).toBe(
      `data:${firstId + 2}\n@alice@`,
    )
  })

  it.each([
    ['llookup:public:phone@alice', 'data:+1-111-111\n@alice@'],
    ['llookup:@alice:creditcard@alice', 'data:123-456-789\n@alice@'],
    ['llookup:@bob:email@alice', 'data:alice@atsign.com\n@alice@'],
  ])('%s answers what was written (data.llookup)', async (line, reply) => {
    expect(await owner.ask(line)).toBe(reply)
  })

  it('plookup:phone@alice from @bob (data.plookup)', async () => {
    expect(await ofBob.ask('plookup:phone@alice')).toBe('data:+1-111-111\n@bob@')
  })

  it('lookup:email@alice as @bob (data.lookup.audience)', async () => {
    expect(await ofBob.ask('lookup:email@alice')).toBe('data:alice@atsign.com\n@bob@')
  })

  it('lookup:phone@alice as nobody (data.lookup.audience)', async () => {
    expect(await nobody.ask('lookup:phone@alice')).toBe('data:+1-111-111\n@')
  })

  it('scan as nobody and as @alice (data.scan.listed)', async () => {
    expect(await nobody.ask('scan')).toBe(
      'data:["phone@alice","publickey@alice","signing_publickey@alice"]\n@',
    )
    // @bob's atServer has proved itself: its public key was noticed, and is kept to tell a change.
    expect(await owner.ask('scan')).toBe(
      'data:["@alice:creditcard@alice","@bob:email@alice","cached:public:publickey@bob",' +
        '"public:phone@alice","public:publickey@alice","public:signing_publickey@alice"]\n@alice@',
    )
  })

  it('delete:@bob:email@alice takes it away from both (data.delete)', async () => {
    expect(await owner.ask('delete:@bob:email@alice')).toBe(`data:${firstId + 4}\n@alice@`)
    expect(await owner.ask('llookup:@bob:email@alice')).toBe(
      'error:AT0015-key not found : @bob:email@alice does not exist in keystore\n@alice@',
    )
    expect(await ofBob.ask('lookup:bypassCache:true:email@alice')).toBe(
      'error:AT0015-key not found : Exception: @bob:email@alice does not exist in keystore\n@bob@',
    )
  })

  describe('from', () => {
    it('of the owner answers a session and a challenge (auth.from)', async () => {
      const shape = new RegExp(`^data:_${uuid}@alice:${uuid}\\n@$`, 'u')
      expect(await nobody.ask('from:@alice')).toMatch(shape)
    })

    it('of another answers a proof to be given, made for this verifier (auth.pol.bound-challenge)', async () => {
      const { identity } = network()
      const peer = await network().connect({ port: network().portOf(alice), identity })
      const reply = await peer.ask('from:@bob')
      expect(reply).toMatch(new RegExp(`^data:proof:_${uuid}@bob:pol1\\.[A-Za-z0-9_-]+\\n@$`, 'u'))
      expect(readBound(reply)).toEqual({ v: '@alice', n: expect.stringMatching(uuid) })
      await peer.close()
    })
  })
})
