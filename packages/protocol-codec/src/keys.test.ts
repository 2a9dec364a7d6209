import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canonicalKey,
  classifyKey,
  isLogged,
  type KeyKind,
  type KeyParts,
  keyParts,
  keyTypeName,
} from './keys.ts'

/** Any UTF-16 unit, halves of characters included. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))

/** The published grammar of keys, written out as the protocol's documents give it. */
const emoji =
  '(?:[\\u00a9\\u00ae\\u2000-\\u3300\\ufe00-\\ufe0f]|[\\ud83c-\\ud83e][\\ud000-\\udfff])'
const sign = `(?:[A-Za-z0-9_-]|${emoji}){1,55}`
const entity = `(?:[A-Za-z0-9_.'*"-]|${emoji})+`
const privateKeys =
  'at_pkam_publickey|at_pkam_privatekey|privatekey|self_encryption_key|at_secret|at_secret_deleted|signing_keypair_generated|commitLogCompactionStats|accessLogCompactionStats|notificationCompactionStats'

const grammar: readonly (readonly [KeyKind, RegExp])[] = [
  ['reserved', new RegExp(`^privatekey:(?:${privateKeys})$`, 'i')],
  ['reserved', /^configkey$/i],
  ['reserved', /^_[A-Za-z0-9_.'*"-]+$/i],
  ['reserved', new RegExp(`^private:blocklist@${sign}$`, 'i')],
  ['reserved', new RegExp(`^(?:cached:)?public:(?:signing_)?publickey@${sign}$`, 'i')],
  ['reserved', new RegExp(`^@${sign}:signing_privatekey@${sign}$`, 'i')],
  ['reserved', new RegExp(`^@${sign}:shared_key@${sign}$`, 'i')],
  ['reserved', new RegExp(`^shared_key\\.${sign}@${sign}$`, 'i')],
  ['public', new RegExp(`^public:${entity}@${sign}$`, 'i')],
  ['private', new RegExp(`^private:(?:@${sign}:)?${entity}@${sign}$`, 'i')],
]
const selfOrShared = new RegExp(`^(?:@(${sign}):)?${entity}@(${sign})$`, 'i')
const rest: readonly (readonly [KeyKind, RegExp])[] = [
  ['cachedPublic', new RegExp(`^cached:public:${entity}@${sign}$`, 'i')],
  ['cachedShared', new RegExp(`^cached:@${sign}:${entity}@${sign}$`, 'i')],
  ['local', new RegExp(`^local:${entity}@${sign}$`, 'i')],
]

function kindByGrammar(key: string): KeyKind {
  const first = grammar.find(([, expression]) => expression.test(key))
  if (first !== undefined) {
    return first[0]
  }
  const own = selfOrShared.exec(key)
  if (own !== null) {
    return own[1] === undefined || own[1] === own[2] ? 'self' : 'shared'
  }
  return rest.find(([, expression]) => expression.test(key))?.[0] ?? 'invalid'
}

const scopes = 'public: private: privatekey: local: cached: Cached: PUBLIC: @bob: @Bob: : @ .'
const names = `@bob @alice phone.wavi _ __ at_secret AT_PKAM_PUBLICKEY publickey signing_publickey
  signing_privatekey shared_key shared_key.bob blocklist configkey K ' " * - + /`
const symbols = '🛠 \ud83c \ud83e\ud000 \ufe0f © é ɐ ⴀ Ⴀ \u212a ſ'
const fragment: fc.Arbitrary<string> = fc.constantFrom(
  ...`${scopes} ${names} ${symbols}`.split(/[ \n]+/u),
  ' ',
  '\u2003',
  'x'.repeat(55),
)
const anyKey: fc.Arbitrary<string> = fc.oneof(
  fc.array(fragment, { maxLength: 6 }).map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom('', 'cached:'),
      fc.constantFrom('', 'public:', 'private:', 'local:', '@bob:', '@alice:', '@🛠:'),
      fc.oneof(
        fragment,
        fc.string({ unit: fc.constantFrom(...'a b _ . - * 🛠'.split(' ')), maxLength: 60 }),
      ),
      fc.constantFrom('@alice', '@bob', '@🛠', '', '@', `@${'🛠'.repeat(55)}`, `@${'a'.repeat(56)}`),
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: anyUnit, maxLength: 20 }),
)

// data.key.classification
describe('classifyKey', () => {
  it.each<[string, KeyKind]>([
    ['a@alice', 'self'],
    ['_foo@alice', 'self'],
    ['@alice:phone@alice', 'self'],
    ['@bob:phone.wavi@alice', 'shared'],
    ['public:_x@alice', 'public'],
    ['public:__x@alice', 'public'],
    ['private:spp.__otp@alice', 'private'],
    ['private:@bob:x@alice', 'private'],
    ['cached:@alice:shared_key@bob', 'cachedShared'],
    ['cached:public:phone@bob', 'cachedPublic'],
    ['cached:public:publickey@bob', 'reserved'],
    ['public:publickey@alice', 'reserved'],
    ['@bob:shared_key@alice', 'reserved'],
    ['@alice:signing_privatekey@alice', 'reserved'],
    ['shared_key.bob@alice', 'reserved'],
    ['shared_key.bob.until.1700@alice', 'self'],
    ['shared_key.@alice', 'self'],
    ['@bob:shared_key.foo@alice', 'shared'],
    ['x_shared_key.bob@alice', 'self'],
    ['foo.shared_key.bar@alice', 'self'],
    ['private:blocklist@alice', 'reserved'],
    ['privatekey:at_secret', 'reserved'],
    ['privatekey:commitlogcompactionstats', 'reserved'],
    ['configkey', 'reserved'],
    ['_latestnotificationidv2', 'reserved'],
    ['configkey@alice', 'self'],
    ['9f.new.enrollments.__manage@alice', 'self'],
    ['local:x@alice', 'local'],
    ['privatekey:foo', 'invalid'],
    ['privatekey:at_secret@alice', 'invalid'],
    ['foo', 'invalid'],
    ['_', 'invalid'],
    ['', 'invalid'],
    ['foo+bar@alice', 'invalid'],
    ['country,current@alice', 'invalid'],
    ['public:@bob:foo@alice', 'invalid'],
    ['public:cached:foo@bob', 'invalid'],
    ['public:public:phone@alice', 'invalid'],
    ['cached:foo@bob', 'invalid'],
    ['cached:private:foo@bob', 'invalid'],
    ['cached:local:foo@bob', 'invalid'],
    ['@bob:@alice', 'invalid'],
    ['@alice', 'invalid'],
    [`x@${'🛠'.repeat(55)}`, 'self'],
    [`x@${'a'.repeat(56)}`, 'invalid'],
  ])('takes %s for %s', (key, kind) => {
    expect(classifyKey(key)).toBe(kind)
    expect(kindByGrammar(key)).toBe(kind)
  })

  it('agrees with the published grammar on any text', () => {
    const seen = new Set<KeyKind>()
    fc.assert(
      fc.property(anyKey, (key) => {
        const kind = classifyKey(key)
        seen.add(kind)
        expect(kind).toBe(kindByGrammar(key))
      }),
      { numRuns: 5_000 },
    )
    expect(seen.size).toBe(9)
  })
})

// data.key.canonical-form
describe('canonicalKey', () => {
  it.each([
    ['  Phone.Wavi@Alice ', 'phone.wavi@alice'],
    ['public: my phone@alice', 'public:myphone@alice'],
    ['🛠@ALICE🛠', '🛠@alice🛠'],
    ['\ufeffx y\u0085', 'xy'],
    ['a\tb', 'a\tb'],
  ])('makes %j into %j', (text, key) => {
    expect(canonicalKey(text)).toBe(key)
  })

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(anyKey, fc.string({ unit: 'grapheme' })), (text) => {
        expect(canonicalKey(canonicalKey(text))).toBe(canonicalKey(text))
      }),
    )
  })
})

// data.key.parts
describe('keyParts', () => {
  const none = {
    cached: false,
    sharedWith: undefined,
    owner: '@alice' as string | undefined,
    namespace: undefined as string | undefined,
  }
  it.each([
    ['phone.wavi@alice', { ...none, kind: 'self', entity: 'phone.wavi', namespace: 'wavi' }],
    ['phone@alice', { ...none, kind: 'self', entity: 'phone' }],
    ['a.b.c@alice', { ...none, kind: 'self', entity: 'a.b.c', namespace: 'c' }],
    [
      'cached:@alice:phone.wavi@bob',
      {
        kind: 'cachedShared',
        cached: true,
        sharedWith: '@alice',
        entity: 'phone.wavi',
        owner: '@bob',
        namespace: 'wavi',
      },
    ],
    [
      'private:@bob:x.y@alice',
      { ...none, kind: 'private', sharedWith: '@bob', entity: 'x.y', namespace: 'y' },
    ],
    ['shared_key.bob@alice', { ...none, kind: 'reserved', entity: 'shared_key.bob' }],
    ['privatekey:at_secret', { ...none, kind: 'reserved', entity: 'at_secret', owner: undefined }],
    ['_x.y', { ...none, kind: 'reserved', entity: '_x.y', owner: undefined }],
    // A blank of another alphabet passes the key grammar but names nobody.
    ['x@a\u2003', { ...none, kind: 'self', entity: 'x', owner: undefined }],
  ])('takes %s apart', (key, parts) => {
    expect(keyParts(key)).toEqual(parts)
  })

  it('is absent exactly for invalid keys, and its pieces make up the key', () => {
    fc.assert(
      fc.property(anyKey.map(canonicalKey), (key) => {
        const parts = keyParts(key)
        expect(parts?.kind ?? 'invalid').toBe(classifyKey(key))
        const end = parts && `${shared(parts)}${parts.entity}${parts.owner}`
        expect(parts?.owner === undefined || key.endsWith(`${end}`)).toBe(true)
      }),
    )
  })
})

function shared({ sharedWith }: KeyParts): string {
  return sharedWith === undefined ? '' : `${sharedWith}:`
}

// data.commit.unlogged-keys
describe('isLogged', () => {
  it.each([
    ['public:phone@alice', true],
    ['public:_cookie@bob', false],
    ['public:__x@alice', true],
    ['_x@alice', true],
    ['@bob:_x@alice', true],
    ['cached:public:_x@bob', true],
    ['private:x@alice', false],
    ['privatekey:at_secret', false],
    ['local:x@alice', false],
    ['privatex@alice', true],
  ])('of %s is %s', (key, logged) => {
    expect(isLogged(key)).toBe(logged)
  })
})

describe('keyTypeName', () => {
  it('spells kinds as error texts do', () => {
    const kinds: readonly KeyKind[] = ['invalid', 'private', 'cachedPublic', 'local', 'reserved']
    expect(kinds.map(keyTypeName)).toEqual([
      'invalidKey',
      'privateKey',
      'cachedPublicKey',
      'localKey',
      'reservedKey',
    ])
  })
})
