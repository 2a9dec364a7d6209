import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Network } from '../network.ts'
import {
  type Certificates,
  loopbackNames,
  makeCertificates,
  openPlace,
  over,
  type Place,
  readText,
} from './place.ts'

/** Opening, closing and changing a listener (transport.listen.ports, transport.listen.reload). */
export function listeningContract(makeNetwork: () => Network): void {
  describe('a listener', () => {
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

    it('says which hosts it serves, all on one port', () => {
      expect(place.listener.address.hosts).toEqual(['127.0.0.1', '::1'])
      expect(place.port).toBeGreaterThan(0)
    })

    it('refuses a port in use, and a call without hosts', async () => {
      await expect(
        openPlace(network, certificates, { port: place.port, hosts: ['::1'] }),
      ).rejects.toMatchObject({ name: 'ListenError', kind: 'inUse' })
      await expect(openPlace(network, certificates, { hosts: [] })).rejects.toMatchObject({
        kind: 'noSuchAddress',
      })
    })

    it('refuses an unusable identity or trust', async () => {
      const identity = { certificate: certificates.server.certificate, key: 'no key' }
      await expect(openPlace(network, certificates, { identity })).rejects.toMatchObject({
        kind: 'identity',
      })
      await expect(openPlace(network, certificates, { trust: '' })).rejects.toMatchObject({
        kind: 'trust',
      })
    })

    it('leaves accepted streams alone when it closes, and frees its port', async () => {
      const near = await place.connect()
      const far = await place.accepted()
      await place.listener.close()
      await place.listener.close()
      await expect(place.connect()).rejects.toMatchObject({ kind: 'refused' })
      void far.send('still here')
      expect(await readText(near, 10)).toBe('still here')
      const next = await openPlace(network, certificates, { port: place.port })
      await next.connect()
      await next.accepted()
      await next.close()
    })

    it('turns strangers away before anything is spent on them', async () => {
      const asked: string[] = []
      const closed = await openPlace(network, certificates, {
        admit: ({ address }) => {
          asked.push(address)
          return false
        },
      })
      await closed.connect({ host: '127.0.0.1' }).then(over, (error: unknown) => {
        expect(error).toMatchObject({ name: 'ConnectError', kind: 'handshake' })
      })
      expect(await closed.refused()).toMatchObject({ reason: 'notAdmitted' })
      expect(asked).toEqual(['127.0.0.1'])
      expect(closed.waiting()).toBe(0)
      await closed.close()
    })

    it('shows a new certificate and judges by a new trust from the next connection on', async () => {
      const { foreign, ours } = certificates
      const before = await place.connect({ identity: await ours.issue({ names: ['bob.test'] }) })
      const far = await place.accepted()
      place.listener.setIdentity(await foreign.issue({ names: loopbackNames }), foreign.certificate)
      await expect(place.connect()).rejects.toMatchObject({ kind: 'untrusted' })
      const trust = foreign.certificate
      await over(
        await place.connect({ trust, identity: await ours.issue({ names: ['bob.test'] }) }),
      )
      await place.connect({ trust, identity: await foreign.issue({ names: ['eve.test'] }) })
      expect((await place.accepted()).certificate?.names).toEqual(['eve.test'])
      void far.send('unmoved')
      expect(await readText(before, 7)).toBe('unmoved')
    })

    it('keeps its certificate when the new one is unusable', async () => {
      const { certificate } = certificates.ours
      expect(() =>
        place.listener.setIdentity({ certificate: 'no', key: 'no' }, certificate),
      ).toThrow(expect.objectContaining({ name: 'ListenError', kind: 'identity' }))
      expect(() => place.listener.setIdentity(certificates.server, 'no')).toThrow(
        expect.objectContaining({ kind: 'trust' }),
      )
      expect((await place.connect()).certificate?.commonName).toBe('localhost')
    })
  })
}
