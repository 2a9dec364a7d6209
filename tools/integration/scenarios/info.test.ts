import { parseAtSign } from '@atnet/protocol-codec'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { elsewhere, newIdentity } from '../harness/certificates.ts'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, activateAt, logIn, logInOn } from '../harness/owners.ts'
import { playPeer } from '../harness/peers.ts'

const features = String.raw`"features":\[\{"name":"[^"]+","status":"(?:Preview|Beta|GA|Deprecated|Retired)","description":"[^"]+"\}.*\]`

everywhere('info', [alice], (network) => {
  let owner: LineClient
  const open: AsyncDisposable[] = []
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
  })
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) {
      await each[Symbol.asyncDispose]()
    }
  })
  /** The same question by everybody there is, with and without a certificate of their own. */
  async function askEverybody(line: string): Promise<readonly string[]> {
    const { identity } = network()
    const place = { port: network().portOf(alice) }
    const others = [await network().connect(place), await network().connect({ ...place, identity })]
    const replies = await Promise.all([owner, ...others].map((client) => client.ask(line)))
    await Promise.all(others.map((client) => client.close()))
    return replies
  }

  it.each([
    ['info', String.raw`"uptimeAsWords":"(?:\d+ \w+ ){0,3}\d+ seconds",`],
    ['info:brief', String.raw`"uptimeAsMillis":\d+,`],
    // Other atServers are shown the certificate that everybody sees: there is no other to tell of.
    ['info:mtls', ''],
    ['info:mtlsbrief', ''],
  ])('%s tells everybody its members, in this order (house.info)', async (line, members) => {
    const shape = new RegExp(
      String.raw`^data:\{"version":"3\.\d+\.\d+[^"]*",${members}${features}\}\n(?:@alice)?@$`,
      'u',
    )
    for (const reply of await askEverybody(line)) {
      expect(reply).toMatch(shape)
    }
  })

  it.each(['info:BRIEFLY', 'info:', 'info:brief:', 'info:mtl', 'infos', 'info brief'])(
    '%s is AT0003 (wire.info.grammar)',
    async (line) => {
      for (const reply of await askEverybody(line)) {
        expect(reply).toMatch(/^error:AT0003-[^\n]*\n(?:@alice)?@$/u)
      }
    },
  )

  describe('of an atServer with a certificate for calls alone', () => {
    const atSign = parseAtSign('@caller')

    it('shows that certificate and never its key (house.info.mtls, peer.tls.outgoing)', async () => {
      const outgoing = await newIdentity(network().authority, elsewhere)
      const { directoryPort, identity } = network()
      const server = await network().openAnother({ atSign, directoryPort, outgoing })
      open.push(server)
      const client = await network().connect({ port: server.port })
      const [start, end] = ['data:{"version":', '\n@']
      const full = await client.ask('info:mtls')
      expect(full.startsWith(start)).toBe(true)
      expect(JSON.parse(full.slice('data:'.length, -end.length))).toMatchObject({
        mtls_fullchain: outgoing.certificate,
      })
      const brief = await client.ask('info:mtlsbrief')
      const moment = String.raw`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"`
      expect(brief).toMatch(
        new RegExp(
          `,"mtls_fullchain_last_modified":${moment},"mtls_privkey_last_modified":${moment},`,
          'u',
        ),
      )
      expect(full + brief).not.toContain('PRIVATE KEY')

      const peer = await playPeer(network())
      open.push(peer)
      await logInOn(client, await activateAt(network(), atSign, server))
      await client.ask(`plookup:x.test${peer.atSign}`)
      expect(peer.shown).toEqual(['127.0.0.2'])
      await owner.ask(`plookup:x.test${peer.atSign}`)
      expect(peer.shown).toContain('localhost')
      // Whoever calls this one goes on to see the certificate of the host.
      await (await network().connect({ port: server.port, identity })).close()
      await client.close()
    })
  })
})
