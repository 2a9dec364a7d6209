import { connect } from '@atnet/client'
import { parseAtSign } from '@atnet/protocol-codec'
import { systemClock } from '@atnet/runtime'
import type { TlsIdentity } from '@atnet/transport'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { elsewhere, localhost, newAuthority, newIdentity } from '../harness/certificates.ts'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, activateAt, logIn, logInOn } from '../harness/owners.ts'
import { claim, playPeer } from '../harness/peers.ts'
import { openScripted } from '../harness/scripted-server.ts'

const unverified = 'error:AT0401-Exception: Certificate Verification Failed\n@'

everywhere('the four TLS hops', [alice], (network) => {
  let owner: LineClient
  let foreign: TlsIdentity
  let misnamed: TlsIdentity
  let another = 0
  const open: AsyncDisposable[] = []
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
    foreign = await newIdentity(await newAuthority(), localhost)
    misnamed = await newIdentity(network().authority, elsewhere)
  })
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) {
      await each[Symbol.asyncDispose]()
    }
  })
  const bad = [
    { title: 'of a foreign authority', identity: () => foreign },
    { title: 'for another host', identity: () => misnamed },
  ]

  describe('client to server', () => {
    it.each(bad)('our client leaves a server with a certificate $title', async ({ identity }) => {
      const server = await openScripted(network(), {
        identity: identity(),
        answer: () => 'data:x\n@',
      })
      open.push(server)
      const connecting = connect({
        atSign: bob,
        addresses: {
          find: async () => ({ host: 'localhost', port: server.port }),
          forget: () => undefined,
        },
        network: network().network,
        trust: network().authority.certificate,
        clock: systemClock,
      })
      await expect(connecting).rejects.toThrow(/certificate/iu)
      expect(server.heard).toEqual([])
    })

    it('a client that shows a foreign certificate gets no connection (transport.accept.verified)', async () => {
      const port = network().portOf(alice)
      await expect(network().connect({ port, identity: foreign })).rejects.toThrow(/./u)
      expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
    })

    it('without a certificate nobody is another atSign, and nothing is looked up (auth.from.certificate)', async () => {
      const client = await network().connect({ port: network().portOf(alice) })
      expect(await client.ask('from:@bob')).toBe(unverified)
      // Not AT0007: the directory, which does not know this one, was not asked.
      expect(await client.ask('from:@nobody')).toBe(unverified)
      expect(await client.ask('pol')).toMatch(/^error:AT0011-/u)
      await client.close()
    })

    it('a certificate for another host proves nothing (auth.from.certificate)', async () => {
      const mallory = await playPeer(network())
      open.push(mallory)
      const port = network().portOf(alice)
      const client = await network().connect({ port, identity: misnamed })
      expect(await client.ask(`from:${mallory.atSign}`)).toBe(unverified)
      expect(await client.ask('noop:0')).toBe('data:ok\n@')
      expect(mallory.heard).toEqual([])
      await client.close()
    })
  })

  describe.each(bad)('a peer that shows a certificate $title', ({ identity }) => {
    it.each(['lookup:x.test', 'plookup:x.test'])(
      'is not asked: %s (transport.connect.verified)',
      async (question) => {
        const mallory = await playPeer(network(), { identity: identity() })
        open.push(mallory)
        expect(await owner.ask(`${question}${mallory.atSign}`)).toMatch(
          /^error:AT0004-Socket error : .*@mallory\d+.*\n@alice@$/u,
        )
        expect(mallory.heard).toEqual([])
      },
    )

    it('is not believed when it is asked for a proof (transport.connect.verified)', async () => {
      const mallory = await playPeer(network(), { identity: identity() })
      open.push(mallory)
      const port = network().portOf(alice)
      const client = await network().connect({ port, identity: network().identity })
      await claim(client, mallory.atSign)
      expect(await client.ask('pol')).toMatch(/^error:AT0004-Exception: .*\n@$/u)
      expect(await client.ask('scan:showhidden:true')).toMatch(/^data:\[.*signing_publickey/u)
      expect(mallory.heard).toEqual([])
      await client.close()
    })
  })

  describe.each(bad)('a directory that shows a certificate $title', ({ identity }) => {
    it('is not asked (transport.connect.verified)', async () => {
      const directory = await openScripted(network(), {
        identity: identity(),
        answer: () => 'localhost:1\r\n@',
      })
      open.push(directory)
      another += 1
      const atSign = parseAtSign(`@another${another}`)
      const server = await network().openAnother({ atSign, directoryPort: directory.port })
      open.push(server)
      const client = await network().connect({ port: server.port })
      await logInOn(client, await activateAt(network(), atSign, server))
      const reply = await network().hurry(retryPausesMs, () => client.ask('lookup:x.test@bob'))
      expect(reply).toMatch(/^error:AT0011-Internal server exception : .*\n@another\d+@$/u)
      expect(await client.ask('noop:0')).toBe(`data:ok\n${atSign}@`)
      expect(directory.heard).toEqual([])
      await client.close()
    })
  })
})

/** How long a resolver waits between its attempts, milliseconds. */
const retryPausesMs = [50, 100, 150, 200]
