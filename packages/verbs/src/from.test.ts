import { describe, expect, it } from 'vitest'
import { namesHost } from './from.ts'

const certificate = {
  subject: '/C=GB/CN=bob.example',
  commonName: 'bob.example',
  names: ['b.example.org', '127.0.0.1'],
}

describe('a certificate names exactly the host of the directory (auth.from.certificate)', () => {
  it.each(['bob.example', 'BOB.example', 'b.example.org', '127.0.0.1'])('%j fits', (host) => {
    expect(namesHost(certificate, host)).toBe(true)
  })

  it.each(['example', 'ob.example', 'x.b.example.org', ''])('%j does not', (host) => {
    expect(namesHost(certificate, host)).toBe(false)
  })

  it('expands no wildcard', () => {
    const wildcard = { ...certificate, names: ['*.example.org'] }
    expect(namesHost(wildcard, 'b.example.org')).toBe(false)
  })
})
