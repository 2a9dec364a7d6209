import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress } from './address.ts'
import { parseDirectoryAddress } from './resolver.ts'

// directory.address.shape
describe('parseAddress', () => {
  it.each([
    ['localhost:6401', { host: 'localhost', port: 6401 }],
    ['vip.ve.atsign.zone:25000', { host: 'vip.ve.atsign.zone', port: 25_000 }],
    ['A.Example:1', { host: 'a.example', port: 1 }],
    ['10.0.0.1:65535', { host: '10.0.0.1', port: 65_535 }],
    ['with_underscore-and-hyphen.test:64', { host: 'with_underscore-and-hyphen.test', port: 64 }],
  ])('reads %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address)
    expect(formatAddress(address)).toBe(text.toLowerCase())
  })

  it.each([
    '',
    'localhost',
    ':64',
    'localhost:',
    'localhost:0',
    'localhost:65536',
    'localhost:064000',
    'localhost:+64',
    'localhost:6 4',
    'localhost:64:65',
    '::1:64',
    '[::1]:64',
    '-a.test:64',
    'a-.test:64',
    'a..test:64',
    '.test:64',
    'ä.test:64',
    'a b:64',
    'a\n:64',
    '@alice:64',
    `${'a'.repeat(64)}.test:64`,
    `${'a.'.repeat(127)}a:64`,
    `${'a'.repeat(1_000_000)}:64`,
  ])('turns down %j', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })
})

// directory.address.forms
describe('parseDirectoryAddress', () => {
  it.each([
    ['root.atsign.org', { kind: 'directory', host: 'root.atsign.org', port: 64 }],
    [' root.atsign.org:64 ', { kind: 'directory', host: 'root.atsign.org', port: 64 }],
    ['localhost:6400', { kind: 'directory', host: 'localhost', port: 6400 }],
    ['[::1]:6400', { kind: 'directory', host: '::1', port: 6400 }],
    ['proxy:Gate.example', { kind: 'proxy', host: 'gate.example', port: 64 }],
    ['PROXY:gate.example:443', { kind: 'proxy', host: 'gate.example', port: 443 }],
    ['proxy', { kind: 'directory', host: 'proxy', port: 64 }],
  ])('reads %s', (text, expected) => {
    expect(parseDirectoryAddress(text)).toEqual(expected)
  })

  it.each([
    '',
    ':64',
    'proxy:',
    'proxy::64',
    'host:port',
    'host:0',
    'host:99999',
    '::1',
    '[::1',
    '[1.2.3]:64',
    'https://host',
    'a b',
    '@alice',
  ])('refuses %j in one sentence', (text) => {
    expect(() => parseDirectoryAddress(text)).toThrow(RangeError)
    expect(() => parseDirectoryAddress(text)).toThrow(/^[^\n]+$/u)
  })
})
