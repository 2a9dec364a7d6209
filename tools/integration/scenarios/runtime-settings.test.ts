import { parseAtSign } from '@atnet/protocol-codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, activateAt, logIn, logInOn } from '../harness/owners.ts'
import type { AnotherServer } from '../harness/test-network.ts'

const tested = parseAtSign('@tested')
const ending = '\n@tested@'

everywhere('settings of a running server', [alice], (network) => {
  let owner: LineClient
  let server: AnotherServer
  let tester: LineClient
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
    const place = { atSign: tested, directoryPort: network().directoryPort }
    server = await network().openAnother({ ...place, settings: { testing: true } })
    tester = await network().connect({ port: server.port })
    await logInOn(tester, await activateAt(network(), tested, server))
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  describe('in testing mode (house.config.settings)', () => {
    it.each([
      ['inboundMaxLimit', '200', '50'],
      ['commitLogCompactionFrequencyMins', '18', '1'],
      ['accessLogCompactionFrequencyMins', '15', '2'],
      ['notificationKeyStoreCompactionFrequencyMins', '5', '3'],
      ['autoNotify', 'true', 'false'],
      ['maxNotificationRetries', '30', '5'],
      ['checkCertificateReload', 'null', 'true'],
      ['shouldReloadCertificates', 'null', 'false'],
      ['doCacheRefreshNow', 'null', 'true'],
      ['maxRequestsPerTimeFrame', '5', '9'],
      ['timeFrameInMills', '3600000', '1000'],
      ['timeFrameInMillis', '3600000', '1000'],
    ])('%s is %s, is set to %s and reset', async (name, initial, other) => {
      for (const [line, answer] of [
        [`print:${name}`, initial],
        [`set:${name}=${other}`, 'ok'],
        [`print:${name}`, other],
        [`reset:${name}`, 'ok'],
        [`print:${name}`, initial],
      ]) {
        expect(await tester.ask(`config:${line}`)).toBe(`data:${answer}${ending}`)
      }
    })

    it.each([
      'inboundMaxLimit=0',
      'inboundMaxLimit=65537',
      'inboundMaxLimit=many',
      'inboundMaxLimit=',
      'autoNotify=yes',
      'autoNotify=TRUE',
      'maxNotificationRetries=-1',
      'commitLogCompactionFrequencyMins=1.5',
    ])('set:%s is AT0022 and changes nothing', async (assignment) => {
      const [name = ''] = assignment.split('=')
      const before = await tester.ask(`config:print:${name}`)
      expect(await tester.ask(`config:set:${assignment}`)).toBe(
        `error:AT0022-Illegal arguments : that is no value of ${name}${ending}`,
      )
      expect(await tester.ask(`config:print:${name}`)).toBe(before)
    })

    it('set: without a value is AT0010', async () => {
      expect(await tester.ask('config:set:autoNotify')).toBe(
        `error:AT0010-Internal server error : RangeError (length): Invalid value: Only valid value is 0: 1${ending}`,
      )
    })

    it('a smaller pool of connections holds from now on', async () => {
      expect(await tester.ask('config:set:inboundMaxLimit=1')).toBe(`data:ok${ending}`)
      const another = network().connect({ port: server.port })
      await expect(another).rejects.toThrow('AT0012')
      await tester.ask('config:reset:inboundMaxLimit')
      await (await network().connect({ port: server.port })).close()
    })
  })

  describe('otherwise (house.config.settings)', () => {
    it.each(['print:autoNotify', 'set:autoNotify=false', 'set:autoNotify', 'reset:autoNotify'])(
      'config:%s only says so',
      async (line) => {
        expect(await owner.ask(`config:${line}`)).toBe(
          'data:testing mode disabled by default\n@alice@',
        )
      },
    )
  })

  it.each(['print:foo', 'set:foo=1', 'reset:AutoNotify', 'set:__proto__=1', 'print:toString'])(
    'config:%s names none, in testing mode or not (house.config.settings.names)',
    async (line) => {
      const [, name = ''] = /^\w+:(?<name>\w+)/u.exec(line) ?? []
      const text = `error:AT0010-Internal server error : Invalid argument (name): No enum value with that name: "${name}"`
      expect(await owner.ask(`config:${line}`)).toBe(`${text}\n@alice@`)
      expect(await tester.ask(`config:${line}`)).toBe(`${text}${ending}`)
    },
  )

  it.each(['', 'foo', 'print:', 'set', 'block', 'block:show:@eve'])(
    'config:%s is AT0003 (wire.config.grammar)',
    async (rest) => {
      expect(await owner.ask(`config:${rest}`)).toMatch(
        /^error:AT0003-Invalid syntax : Invalid syntax\. configure block syntax [^\n]*\n@alice@$/u,
      )
    },
  )
})
