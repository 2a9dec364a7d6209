import { systemClock } from '@atnet/runtime'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectErrorKind, ConnectOptions, Network } from '../network.ts'
import type { LeafOptions } from './authority.ts'
import {
  ampleMs,
  type Certificates,
  loopbackNames,
  makeCertificates,
  openPlace,
  over,
  type Place,
} from './place.ts'

const hourMs = 3_600_000

/** Who is believed to be who, and who is not (transport.connect.verified, transport.accept.verified). */
export function verificationContract(makeNetwork: () => Network): void {
  let certificates: Certificates
  let network: Network
  let place: Place

  beforeAll(async () => {
    certificates = await makeCertificates()
  })
  beforeEach(async () => {
    network = makeNetwork()
    place = await openPlace(network, certificates)
  })
  afterEach(() => place.close())

  describe('believes a server', () => {
    serverCases(() => ({ certificates, network, place }))
  })
  describe('believes a client', () => {
    clientCases(() => ({ certificates, network, place }))
  })
  describe('turns down', () => {
    refusalCases(() => ({ certificates, network, place }))
  })
}

type World = {
  readonly certificates: Certificates
  readonly network: Network
  readonly place: Place
}

function serverCases(world: () => World): void {
  it.each(loopbackNames)('reached as %s', async (host) => {
    const { place } = world()
    const near = await place.connect({ host })
    const far = await place.accepted()
    expect(near.certificate).toEqual({
      subject: '/CN=localhost',
      commonName: 'localhost',
      names: ['localhost', '127.0.0.1', expect.stringMatching(/^(?:::1|0:0:0:0:0:0:0:1)$/u)],
    })
    expect(near.remote.port).toBe(place.port)
    expect(far.certificate).toBeUndefined()
  })

  it('whose authority is vouched for by a trusted one', async () => {
    const { certificates, network } = world()
    const middle = await certificates.ours.intermediate('in the middle')
    const identity = await middle.issue({ names: loopbackNames })
    const place = await openPlace(network, certificates, { identity })
    const near = await place.connect()
    expect(near.certificate?.commonName).toBe('localhost')
    await place.close()
  })

  it.each<[ConnectErrorKind, string, Partial<LeafOptions>]>([
    ['wrongName', 'for another host', { names: ['elsewhere.test'] }],
    ['wrongName', 'for a host whose name only begins alike', { names: ['localhost.test'] }],
    ['untrusted', 'out of date', { notAfter: new Date(systemClock.now() - hourMs / 2) }],
    ['untrusted', 'not yet valid', { notBefore: new Date(systemClock.now() + hourMs) }],
  ])('not (%s) with a certificate %s', async (kind, _, options) => {
    const { certificates, network } = world()
    const identity = await certificates.ours.issue({ names: loopbackNames, ...options })
    const place = await openPlace(network, certificates, { identity })
    await expect(place.connect()).rejects.toMatchObject({ name: 'ConnectError', kind })
    await place.close()
  })

  it('not for an address its certificate names only as a text', async () => {
    const { certificates, network } = world()
    const identity = await certificates.ours.issue({ names: ['localhost'] })
    const place = await openPlace(network, certificates, { identity })
    await expect(place.connect({ host: '127.0.0.1' })).rejects.toMatchObject({ kind: 'wrongName' })
    await place.close()
  })

  it('not on the word of a foreign authority, a missing one, or a thief of a leaf', async () => {
    const { certificates, network } = world()
    const { ours, foreign } = certificates
    const names = { names: loopbackNames }
    const middle = await (await ours.intermediate('in the middle')).issue(names)
    const [leafOnly = ''] = middle.certificate.split(/(?<=-----END CERTIFICATE-----)/u)
    for (const identity of [
      await foreign.issue(names),
      { ...middle, certificate: leafOnly },
      await ours.issueBelowLeaf(names),
    ]) {
      const place = await openPlace(network, certificates, { identity })
      await expect(place.connect()).rejects.toMatchObject({ kind: 'untrusted' })
      await place.close()
    }
  })

  it('not on the word of a local authority when only public ones are trusted', async () => {
    await expect(world().place.connect({ trust: undefined })).rejects.toMatchObject({
      kind: 'untrusted',
    })
  })
}

function clientCases(world: () => World): void {
  it('that shows a certificate of our authority, and says what it names', async () => {
    const { certificates, place } = world()
    const identity = await certificates.ours.issue({ names: ['bob.test', '10.0.0.7'] })
    await place.connect({ identity })
    expect((await place.accepted()).certificate).toEqual({
      subject: '/CN=bob.test',
      commonName: 'bob.test',
      names: ['bob.test', '10.0.0.7'],
    })
  })

  it('that shows none to be nobody', async () => {
    const { place } = world()
    await place.connect()
    expect((await place.accepted()).certificate).toBeUndefined()
  })

  it('to be nobody when no certificates are requested', async () => {
    const { certificates, network } = world()
    const place = await openPlace(network, certificates, { requestCertificate: false })
    await place.connect({ identity: await certificates.foreign.issue({ names: ['bob.test'] }) })
    expect((await place.accepted()).certificate).toBeUndefined()
    await place.close()
  })

  it.each(['foreign', 'expired', 'for servers only'])(
    'not with a certificate that is %s: the connection is cut',
    async (what) => {
      const { certificates, place } = world()
      const names = ['bob.test']
      const identity =
        what === 'foreign'
          ? await certificates.foreign.issue({ names })
          : await certificates.ours.issue(
              what === 'expired'
                ? { names, notAfter: new Date(systemClock.now() - hourMs / 2) }
                : { names, serverOnly: true },
            )
      // TLS 1.3 lets the client believe it is connected until the server's verdict arrives.
      const near = await place.connect({ identity })
      await over(near)
      expect(await place.refused()).toMatchObject({ reason: 'untrustedCertificate' })
      expect(place.waiting()).toBe(0)
    },
  )
}

function refusalCases(world: () => World): void {
  it.each<[ConnectErrorKind, string, Partial<ConnectOptions>]>([
    ['refused', 'a port where nobody listens', { port: 1 }],
    // Longer than any part of a name may be, so that nobody is asked for its address.
    ['unresolved', 'a name that does not exist', { host: `${'x'.repeat(64)}.invalid` }],
    ['unresolved', 'an empty name', { host: '' }],
    ['aborted', 'a call that is called off before it begins', { signal: AbortSignal.abort() }],
    ['trust', 'a trust without a certificate', { trust: 'nothing to see' }],
    ['identity', 'an unreadable identity', { identity: { certificate: 'no', key: 'no' } }],
  ])('(%s) %s', async (kind, _, options) => {
    await expect(world().place.connect(options)).rejects.toMatchObject({
      name: 'ConnectError',
      kind,
      message: expect.stringContaining(String(options.port ?? world().place.port)),
    })
  })

  it('a key that belongs to another certificate, without showing it', async () => {
    const { certificates, place } = world()
    const other = await certificates.ours.issue({ names: ['bob.test'] })
    const identity = { certificate: certificates.server.certificate, key: other.key }
    const failure = await place.connect({ identity }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'identity' })
    expect(String(failure)).not.toContain(other.key.split('\n')[1])
  })

  it('a call that is called off while it is under way', async () => {
    const calling = new AbortController()
    const connecting = world().place.connect({ signal: calling.signal, deadlineMs: ampleMs })
    calling.abort()
    await expect(connecting).rejects.toMatchObject({ kind: 'aborted' })
  })
}
