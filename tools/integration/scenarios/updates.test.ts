import { beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'

const usage = 'Invalid syntax. e.g. update:@alice:location@bob San Francisco'
const metaUsage = 'Invalid syntax. update:meta:ttl:20000:ttb:20000:ttr:20000'
const token = 'c2ln'
const appMetadata = Buffer.from('{"providerId":"p","x":[1]}').toString('base64')

/** Every tag there is, in order. */
const everyTag =
  ':ttl:600000:ttb:0:ttr:300:ccd:true:cAt:2026-05-05T11:59:44.123456Z:uAt:2026-05-06T11:59:44Z' +
  `:dataSignature:${token}:sharedKeyStatus:cached:isBinary:true:isEncrypted:true:sharedKeyEnc:c2tl` +
  ':pubKeyCS:abc:pubKeyHash:aGFzaA==:hashingAlgo:sha512:encoding:base64:encKeyName:key1' +
  ':encAlgo:AES/CTR/PKCS7Padding:ivNonce:aXY=:skeEncKeyName:k2:skeEncAlgo:RSA:immutable:false' +
  `:appMetadata:${appMetadata}`

everywhere('what the owner writes', [alice], (network) => {
  let owner: LineClient
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
  })

  function refusal(fault: string, text: string): string {
    return `error:${fault} : ${text}\n@alice@`
  }

  const syntax = (text: string): string => refusal('AT0003-Invalid syntax', text)
  const invalidKey = (text: string): string => refusal('AT0016-Invalid key', text)

  async function metadataOf(key: string): Promise<Readonly<Record<string, unknown>>> {
    const reply = await owner.ask(`llookup:meta:${key}`)
    const metadata: Readonly<Record<string, unknown>> = JSON.parse(
      reply.slice('data:'.length, -'\n@alice@'.length),
    )
    return metadata
  }

  /** How far two moments of a record are apart, milliseconds. */
  async function span(key: string, from: string, to: string): Promise<number> {
    const { [from]: first, [to]: last } = await metadataOf(key)
    return Date.parse(String(last)) - Date.parse(String(first))
  }

  describe('is refused with AT0003 (data.update.grammar)', () => {
    it.each([
      ['update:ttl:-1:phone@alice v', 'Valid value for TTL should be greater than or equal to 0'],
      ['update:ttb:-1:phone@alice v', 'Valid value for TTB should be greater than or equal to 0'],
      ['update:ttr:-2:phone@alice v', 'Valid values for TTR are -1 and greater than or equal to 1'],
      ['update:isEncrypted:true:ttl:5:phone@alice v', usage],
      ['update:unknown:1:phone@alice v', usage],
      ['update:phone@alice', usage],
      ['update:phone@alice   ', usage],
      ['update:public:@bob:phone@alice v', usage],
      ['update:cached:public:phone@alice v', usage],
      ['update:private:phone@alice v', usage],
      ['update:local:phone@alice v', usage],
      ['update:privatekey:at_secret v', usage],
      [
        'update:eAt:2026-02-31T00:00:00Z:phone@alice v',
        'Invalid syntax. expiresAt is a time that does not exist',
      ],
      [
        'update:appMetadata:e30=:phone@alice v',
        'appMetadata has to be base64 of a JSON object with a providerId',
      ],
      ['update:pubKeyHash:aGFzaA==:phone@alice v', 'pubKeyHash needs hashingAlgo beside it'],
      ['update:meta:a@alice:ttl:1', metaUsage],
      ['update:meta:public:phone@alice:isEncrypted:true:ttl:1', metaUsage],
      [
        'update:meta:public:phone@alice:ttl:-1',
        'Valid value for TTL should be greater than or equal to 0',
      ],
      ['update:meta:public:phone', metaUsage],
    ])('%s', async (line, text) => {
      expect(await owner.ask(line)).toBe(syntax(text))
    })
  })

  const others =
    'Invalid update command - sharedBy atsign @bob should be same as current atsign @alice'
  describe('is refused with AT0016 (data.update.kinds, data.update.own)', () => {
    it.each([
      ['update:phone@bob v', others],
      ['update:public:phone@bob v', others],
      ['update:meta:public:phone@bob:ttl:1', others],
      ['update:phone v', 'You may not update keys of type KeyType.invalidKey'],
      ['update:public:sp ace@alice v', 'You may not update keys of type KeyType.invalidKey'],
      ['update:country,current@alice v', 'You may not update keys of type KeyType.invalidKey'],
      ['update:meta:public:a,b@alice', 'You may not update keys of type KeyType.invalidKey'],
      [
        `update:public:${'k'.repeat(236)}@alice v`,
        'key length 249 is greater than max allowed 248 chars',
      ],
      [
        `update:meta:public:${'k'.repeat(236)}@alice`,
        'key length 249 is greater than max allowed 248 chars',
      ],
    ])('%s', async (line, text) => {
      expect(await owner.ask(line)).toBe(invalidKey(text))
    })
  })

  it('is every tag at once, rendered in one order (data.metadata.order)', async () => {
    expect(await owner.ask(`update${everyTag}:@bob:every.test@alice v`)).toMatch(/^data:\d+\n/u)
    const reply = await owner.ask('llookup:all:@bob:every.test@alice')
    expect(reply.replaceAll(/"(availableAt|expiresAt|refreshAt)":"[^"]*"/gu, '"$1":"…"')).toBe(
      'data:{"key":"@bob:every.test@alice","data":"v","metaData":{"createdBy":"@alice",' +
        '"updatedBy":"@alice","createdAt":"2026-05-05 11:59:44.123Z",' +
        '"updatedAt":"2026-05-06 11:59:44.000Z","availableAt":"…","expiresAt":"…","refreshAt":"…",' +
        '"status":"active","version":0,"ttl":600000,"ttb":0,"ttr":300,"ccd":true,"isBinary":true,' +
        `"isEncrypted":true,"dataSignature":"${token}","sharedKeyEnc":"c2tl","pubKeyCS":"abc",` +
        '"pubKeyHash":{"hash":"aGFzaA==","hashingAlgo":"sha512"},"encoding":"base64",' +
        '"encKeyName":"key1","encAlgo":"AES/CTR/PKCS7Padding","ivNonce":"aXY=",' +
        '"skeEncKeyName":"k2","skeEncAlgo":"RSA","immutable":false,' +
        '"appMetadata":{"providerId":"p","x":[1]}}}\n@alice@',
    )
  })

  describe('keeps what it does not name (data.metadata.merge)', () => {
    it('in a value, in metadata, and in JSON, but for the two flags', async () => {
      await owner.ask(`update${everyTag}:merge.test@alice v`)
      const { version: _, updatedAt: __, ...before } = await metadataOf('merge.test@alice')
      const kept = { ...before, isBinary: false, isEncrypted: false }
      for (const [index, line] of [
        'update:merge.test@alice w',
        'update:meta:merge.test@alice',
        'update:json:{"atKey":"merge.test@alice","value":"w","metadata":{}}',
      ].entries()) {
        expect(await owner.ask(line)).toMatch(/^data:\d+\n/u)
        const { updatedAt: ___, ...after } = await metadataOf('merge.test@alice')
        expect(after).toEqual({ ...kept, version: index + 1 })
      }
      expect(await owner.ask('llookup:merge.test@alice')).toBe('data:w\n@alice@')
    })

    it('and clears what it calls null', async () => {
      const names = ['dataSignature', 'sharedKeyEnc', 'pubKeyCS', 'pubKeyHash', 'encoding']
      const more = [
        'encKeyName',
        'encAlgo',
        'ivNonce',
        'skeEncKeyName',
        'skeEncAlgo',
        'appMetadata',
      ]
      const tags = [...names, ...more].map((name) => `:${name}:null`).join('')
      await owner.ask(`update${everyTag}:null.test@alice v`)
      await owner.ask(`update:meta:null.test@alice${tags}`)
      const left = Object.keys(await metadataOf('null.test@alice'))
      expect(left.filter((name) => [...names, ...more].includes(name))).toEqual([])
    })

    it('and stores nothing for a null on a new record', async () => {
      await owner.ask('update:sharedKeyEnc:null:new.test@alice v')
      expect(await metadataOf('new.test@alice')).not.toHaveProperty('sharedKeyEnc')
    })
  })

  describe('has ccd only beside ttr (data.metadata.ccd)', () => {
    it.each([
      ['without ttr it is dropped', 'c1', ['ccd:true'], undefined],
      ['ttr 0 is none', 'c2', ['ttr:0:ccd:true'], undefined],
      ['ttr alone brings false', 'c3', ['ttr:5'], false],
      ['both are kept', 'c4', ['ttr:5:ccd:true', 'ttl:9000'], true],
      ['the ttr there is counts', 'c5', ['ttr:5', 'ccd:true'], true],
      ['on a record without ttr it is stored as given', 'c6', ['ttl:0', 'ccd:true'], true],
      ['ttr keeps the ccd there is', 'c7', ['ttr:5:ccd:true', 'ttr:7'], true],
    ])('%s', async (_claim, name, fragments, ccd) => {
      for (const fragment of fragments) {
        await owner.ask(`update:${fragment}:${name}.test@alice v`)
      }
      expect((await metadataOf(`${name}.test@alice`))['ccd']).toBe(ccd)
    })
  })

  describe('moves a clock only by naming it (data.expiry.named-only)', () => {
    it('from now, and from birth', async () => {
      await owner.ask('update:ttl:60000:ttb:20:ttr:30:clock.test@alice v')
      const key = 'clock.test@alice'
      await network().hurry([30], () => owner.ask('noop:30'))
      expect(await span(key, 'updatedAt', 'availableAt')).toBe(20)
      expect(await span(key, 'updatedAt', 'expiresAt')).toBe(60_020)
      expect(await span(key, 'updatedAt', 'refreshAt')).toBe(30_000)
      const before = await metadataOf(key)
      await owner.ask(`update:meta:${key}:ivNonce:n`)
      const { availableAt, expiresAt, refreshAt } = await metadataOf(key)
      expect(before).toMatchObject({ availableAt, expiresAt, refreshAt })
      await owner.ask(`update:meta:${key}:ttl:0:ttb:0`)
      expect(await metadataOf(key)).not.toHaveProperty('expiresAt')
      expect(await span(key, 'updatedAt', 'availableAt')).toBe(0)
    })

    it('never to refresh with ttr -1', async () => {
      await owner.ask('update:ttr:-1:never.test@alice v')
      expect(await metadataOf('never.test@alice')).not.toHaveProperty('refreshAt')
    })
  })

  describe('may assert its times (data.metadata.asserted)', () => {
    it.each([
      [
        'an end implies ttl from the write',
        'uAt:2995-01-01T00:00:00Z:eAt:2995-01-01T00:00:07Z',
        7_000,
      ],
      ['a named ttl stays as named', 'ttl:3:eAt:2996-01-01T00:00:05Z', 3],
    ])('%s', async (_claim, fragment, ttl) => {
      await owner.ask(`update:${fragment}:asserted${ttl}.test@alice v`)
      expect(await metadataOf(`asserted${ttl}.test@alice`)).toMatchObject({ ttl })
    })

    it('also its creation, when it is written again', async () => {
      await owner.ask('update:made.test@alice v')
      await owner.ask('update:meta:made.test@alice:cAt:2020-01-01T00:00:00Z')
      expect(await metadataOf('made.test@alice')).toMatchObject({
        createdAt: '2020-01-01 00:00:00.000Z',
      })
    })
  })

  describe('update:json (data.update.json)', () => {
    const metadata = { isPublic: true, isBinary: false, isEncrypted: false, ttl: null }
    async function json(body: unknown): Promise<string> {
      return owner.ask(`update:json:${typeof body === 'string' ? body : JSON.stringify(body)}`)
    }

    it.each([
      [{ atKey: 'public:full.test@alice', value: 'v', metadata }, 'public:full.test@alice'],
      [
        { atKey: 'parts.test', sharedBy: '@alice', value: 'v', metadata },
        'public:parts.test@alice',
      ],
      [{ atKey: '@bob:j.test@alice', value: 'v', metadata: {} }, '@bob:j.test@alice'],
    ])('%j writes %s', async (body, key) => {
      expect(await json(body)).toMatch(/^data:\d+\n@alice@$/u)
      expect(await owner.ask(`llookup:${key}`)).toBe('data:v\n@alice@')
      const { ttl, availableAt } = await metadataOf(key)
      expect({ ttl, availableAt }).toEqual({})
    })

    it.each([
      ['{', 'Invalid syntax. the body is not JSON'],
      ['[]', 'Invalid syntax. the body is not a JSON object'],
      ['{"value":"v","metadata":{}}', 'atKey.key not supplied'],
      [
        '{"atKey":"x@alice","value":"a\\nb","metadata":{}}',
        'Invalid syntax. value is not a line of text',
      ],
      [
        '{"atKey":"x@alice","value":7,"metadata":{}}',
        'Invalid syntax. value is not a line of text',
      ],
      ['{"atKey":"x@alice","value":"v"}', 'Invalid syntax. metadata is not a JSON object'],
      [
        '{"atKey":"x@alice","value":"v","metadata":{"isBinary":1}}',
        'Invalid syntax. isBinary is neither true nor false',
      ],
      [
        '{"atKey":"x@alice","value":"v","metadata":{"ttl":-1}}',
        'Valid value for TTL should be greater than or equal to 0',
      ],
      [
        '{"atKey":"x","sharedBy":"@bob","value":"v","metadata":{}}',
        'Invalid syntax. sharedBy @bob should be same as current atsign @alice',
      ],
      [
        `{"atKey":"x@alice","value":"v","metadata":${'['.repeat(5_000)}`,
        'Invalid syntax. the body nests deeper than 64 levels',
      ],
      [
        '{"atKey":"x@alice","value":"v","metadata":{"ttl":1,"ttl":2}}',
        'Invalid syntax. the body names a member twice',
      ],
    ])('of %s is AT0003, and the connection stays', async (body, text) => {
      expect(await json(body)).toBe(syntax(text))
    })

    it.each([
      ['public:publickey@bob', others],
      ['x@bob', others],
      ['x', 'You may not update keys of type KeyType.invalidKey'],
      ['privatekey:at_secret', 'You may not update keys of type KeyType.privateKey'],
      ['private:blocklist@alice', 'You may not update keys of type KeyType.privateKey'],
      ['cached:public:publickey@alice', 'You may not update keys of type KeyType.cachedPublicKey'],
      ['x@alice\nerror:', 'You may not update keys of type KeyType.invalidKey'],
    ])('of the key %j is AT0016', async (atKey, text) => {
      expect(await json({ atKey, value: 'v', metadata: {} })).toBe(invalidKey(text))
    })

    it("of the atServer's own key and of the login key is AT0009", async () => {
      for (const atKey of ['public:signing_publickey@alice', 'privatekey:at_pkam_publickey']) {
        expect(await json({ atKey, value: 'v', metadata: {} })).toMatch(/^error:AT0009-/u)
      }
    })

    it('takes nc', async () => {
      const body = JSON.stringify({ atKey: 'nc.test@alice', value: 'v', metadata: {} })
      expect(await owner.ask(`update:nc:json:${body}`)).toBe('data:-1\n@alice@')
      expect(await owner.ask('llookup:nc.test@alice')).toBe('data:v\n@alice@')
    })
  })

  describe('update:meta (data.update-meta)', () => {
    it('makes a record without a value where there was none', async () => {
      expect(await owner.ask('update:meta:public:none.test@alice:ttl:90000')).toMatch(/^data:\d/u)
      expect(await owner.ask('llookup:public:none.test@alice')).toBe('data:null\n@alice@')
      expect(await owner.ask('llookup:all:public:none.test@alice')).toMatch(
        /^data:\{"key":"public:none\.test@alice","metaData":\{/u,
      )
    })

    it('keeps the value', async () => {
      await owner.ask('update:@bob:keeps.test@alice a value: of @all kinds')
      await owner.ask('update:meta:nc:@bob:keeps.test@alice:ttl:90000')
      expect(await owner.ask('llookup:@bob:keeps.test@alice')).toBe(
        'data:a value: of @all kinds\n@alice@',
      )
      expect(await metadataOf('@bob:keeps.test@alice')).toMatchObject({ version: 1, ttl: 90_000 })
    })

    it('is for its own prefix alone', async () => {
      expect(await owner.ask('update:metafoo@alice v')).toMatch(/^data:\d/u)
      expect(await owner.ask('llookup:metafoo@alice')).toBe('data:v\n@alice@')
    })
  })

  it.each([
    ['update:PUBLIC:Folded.Test@ALICE Kept', 'public:folded.test@alice', 'Kept'],
    ['update:public:lead.test@alice  a blank leads', 'public:lead.test@alice', ' a blank leads'],
    ['update:public:all.test@alice a:b @c "d" {} 🛠', 'public:all.test@alice', 'a:b @c "d" {} 🛠'],
    ['update:public:data.test@alice data:x', 'public:data.test@alice', 'data:x'],
  ])('%s stores what it says (data.update)', async (line, key, value) => {
    expect(await owner.ask(line)).toMatch(/^data:\d+\n@alice@$/u)
    expect(await owner.ask(`llookup:${key}`)).toBe(`data:${value}\n@alice@`)
  })

  it.each([
    'update:public:_unlogged.test@alice v',
    'update:nc:unlogged.test@alice v',
    'update:meta:nc:unlogged.test@alice',
  ])('%s takes no commit id (data.write.no-commit)', async (line) => {
    expect(await owner.ask(line)).toBe('data:-1\n@alice@')
  })

  it.each([
    'update:signing_publickey@alice v',
    'update:public:signing_publickey@alice v',
    'update:meta:public:signing_publickey@alice:ttl:1',
  ])('%s does not touch what the atServer depends on (data.update.reserved)', async (line) => {
    const before = await owner.ask('llookup:public:signing_publickey@alice')
    await owner.ask(line)
    expect(await owner.ask('llookup:public:signing_publickey@alice')).toBe(before)
  })

  it('is nobody else’s to write (gate.order)', async () => {
    const stranger = await network().connect({ port: network().portOf(alice) })
    for (const line of ['update:x', 'update:json:{', 'update:meta:x', 'delete:x']) {
      expect(await stranger.ask(line)).toBe(
        'error:AT0401-Exception: Command cannot be executed without auth\n@',
      )
    }
    await stranger.close()
  })
})
