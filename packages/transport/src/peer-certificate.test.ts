import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { testAuthority } from './contract/authority.ts'
import { peerCertificate } from './peer-certificate.ts'

it('reads subject, common name and alternative names', async () => {
  const authority = await testAuthority('an authority')
  const { certificate } = await authority.issue({ names: ['a.test', '*.b.test', '10.1.2.3'] })
  expect(peerCertificate(new X509Certificate(certificate))).toEqual({
    subject: '/CN=a.test',
    commonName: 'a.test',
    names: ['a.test', '*.b.test', '10.1.2.3'],
  })
})

// wire.mtls.names
it('is not talked into a second name by the text of the first', async () => {
  const authority = await testAuthority('an authority')
  const names = ['evil.test, DNS:a.test', 'evil.test", DNS:a.test, "', 'plain.test']
  const { certificate } = await authority.issue({ names })
  const read = peerCertificate(new X509Certificate(certificate))
  expect(read.names).toEqual(['plain.test'])
})

it('has no common name where there are two', async () => {
  const authority = await testAuthority('one, CN=two')
  const read = peerCertificate(new X509Certificate(authority.certificate))
  expect(read).toEqual({ subject: '/CN=one/CN=two', commonName: undefined, names: [] })
})
