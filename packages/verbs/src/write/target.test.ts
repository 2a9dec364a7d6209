import { parseAtSign } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import type { Caller } from '../caller.ts'
import { checkTarget } from './target.ts'

const owner = parseAtSign('@alice')

function check(key: string, value = 'v', via: 'cram' | 'pkam' = 'pkam'): void {
  const caller: Caller = { kind: 'owner', via }
  checkTarget({ key, value }, { owner, caller })
}

/** What is thrown for a write of `key`. */
function refusal(key: string, via?: 'cram', value?: string): unknown {
  try {
    check(key, value, via)
  } catch (error) {
    return error
  }
  return undefined
}

describe('a client writes (data.update.kinds)', () => {
  it.each([
    'phone@alice',
    '_hidden.wavi@alice',
    '@alice:phone@alice',
    '@bob:phone.wavi@alice',
    '@bob:_x@alice',
    'public:phone@alice',
    'public:_x@alice',
    'public:__x@alice',
    'public:publickey@alice',
    '@bob:shared_key@alice',
    'shared_key.bob@alice',
    'shared_key.bob.until.1700@alice',
    '_latestnotificationidv2',
  ])('%s', (key) => {
    expect(() => check(key)).not.toThrow()
  })
})

describe('a client does not write (data.update.kinds)', () => {
  it.each([
    ['private:x@alice', 'privateKey'],
    ['private:blocklist@alice', 'privateKey'],
    ['private:allowlist@alice', 'privateKey'],
    ['privatekey:at_secret', 'privateKey'],
    ['privatekey:at_secret_deleted', 'privateKey'],
    ['privatekey:self_encryption_key', 'privateKey'],
    ['privatekey:unknown', 'invalidKey'],
    ['local:x@alice', 'localKey'],
    ['cached:public:x@alice', 'cachedPublicKey'],
    ['cached:public:publickey@alice', 'cachedPublicKey'],
    ['cached:@bob:x@alice', 'cachedSharedKey'],
    ['cached:@bob:shared_key@alice', 'cachedSharedKey'],
    ['phone', 'invalidKey'],
    ['public:phone', 'invalidKey'],
    ['country,current@alice', 'invalidKey'],
    ['public:public:phone@alice', 'invalidKey'],
    ['public:@bob:phone@alice', 'invalidKey'],
    ['two\nlines@alice', 'invalidKey'],
  ])('%j, a key of type %s', (key, type) => {
    const detail = `You may not update keys of type KeyType.${type}`
    expect(refusal(key)).toMatchObject({ fault: 'invalidKey', detail })
  })
})

describe('a key of another owner is refused (data.update.own)', () => {
  it.each(['phone@bob', 'public:publickey@bob', '@alice:phone@bob', 'cached:public:x@bob'])(
    '%s',
    (key) => {
      const detail =
        'Invalid update command - sharedBy atsign @bob should be same as current atsign @alice'
      expect(refusal(key)).toMatchObject({ fault: 'invalidKey', detail })
    },
  )
})

describe('a key has at most 248 UTF-16 units (data.update.key-length)', () => {
  it.each([
    [248, `public:${'k'.repeat(235)}@alice`],
    [248, `public:${'🛠'.repeat(117)}k@alice`],
  ])('%i are taken', (length, key) => {
    expect(key.length).toBe(length)
    expect(() => check(key)).not.toThrow()
  })

  it.each([
    [249, `public:${'k'.repeat(236)}@alice`],
    [249, `public:${'🛠'.repeat(118)}@alice`],
  ])('%i are refused', (length, key) => {
    expect(key.length).toBe(length)
    const detail = `key length ${length} is greater than max allowed 248 chars`
    expect(refusal(key)).toMatchObject({ fault: 'invalidKey', detail })
  })
})

describe('records that decide who is who (data.update.reserved)', () => {
  it.each(['public:signing_publickey@alice', '@alice:signing_privatekey@alice'])(
    "are the atServer's own: %s",
    (key) => {
      expect(refusal(key)).toMatchObject({ fault: 'unauthorized' })
    },
  )

  it('take a login key by the one-time secret alone, and nothing else for one', () => {
    expect(refusal('privatekey:at_pkam_publickey')).toMatchObject({ fault: 'unauthorized' })
    expect(refusal('privatekey:at_pkam_publickey', 'cram')).toMatchObject({
      fault: 'illegalArgument',
    })
  })
})

describe('a login key that nobody can have is refused, and it is said why (auth.activation.key)', () => {
  const loginKey = 'privatekey:at_pkam_publickey'
  it.each([
    ['a P-256 point beside the curve', `04${'1'.repeat(128)}`, 'is no point of the curve P-256'],
    ['an Ed25519 point of small order', btoa(`\x01${'\0'.repeat(31)}`), 'is no point of Ed25519'],
    ['an ML-DSA-65 key of zeros', btoa('\0'.repeat(1952)), 'with which anybody could sign'],
    ['an RSA key of no size', btoa('\x30\x03\x02\x01\x05'), 'is not an RSA key in DER of 2048 to'],
    ['a text', 'v', 'is not a public key of a known kind'],
  ])('%s', (_, value, flaw) => {
    expect(refusal(loginKey, 'cram', value)).toMatchObject({
      fault: 'illegalArgument',
      detail: expect.stringMatching(new RegExp(`^the login key .*${flaw}`, 'u')),
    })
  })
})
