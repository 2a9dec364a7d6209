import { join } from 'node:path'
import type { MiniAtSign, MiniNetwork } from '@atnet/mini-network'
import { parseAtSign } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { describe as describeNetwork, jsonLine } from './up-text.ts'

const folder = '/somewhere'
const alice: MiniAtSign = {
  atSign: parseAtSign('@alice'),
  host: 'localhost',
  port: 6401,
  keysFile: join(folder, '.atnet/keys/@alice_key.atKeys'),
  cramSecret: undefined,
}
const carol: MiniAtSign = {
  atSign: parseAtSign('@carol'),
  host: 'localhost',
  port: 6402,
  keysFile: undefined,
  cramSecret: 'abc',
}

function networkOf(...atSigns: readonly MiniAtSign[]): Parameters<typeof jsonLine>[0] {
  const ca: MiniNetwork['ca'] = { certificate: '', file: join(folder, '.atnet/ca.pem') }
  return { directory: { host: 'localhost', port: 6400 }, ca, atSigns }
}

// cli.up.json
it('gives programs one line with all they need', () => {
  const line = jsonLine(networkOf(alice, carol))
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toEqual({
    ready: true,
    directory: { host: 'localhost', port: 6400 },
    ca: '/somewhere/.atnet/ca.pem',
    atsigns: [
      {
        atsign: '@alice',
        host: 'localhost',
        port: 6401,
        keys: '/somewhere/.atnet/keys/@alice_key.atKeys',
        cramSecret: null,
      },
      { atsign: '@carol', host: 'localhost', port: 6402, keys: null, cramSecret: 'abc' },
    ],
  })
})

describe('the text for people', () => {
  it('shows the network and what to try next', () => {
    expect(
      describeNetwork(networkOf(alice, carol), { folder, isKept: true }),
    ).toMatchInlineSnapshot(`
      "atSign  atServer        key file                       state
      @alice  localhost:6401  .atnet/keys/@alice_key.atKeys  activated
      @carol  localhost:6402  -                              not activated

      directory       localhost:6400
      CA certificate  .atnet/ca.pem
      one-time secret of @carol: abc

      Try next, in another terminal:
        openssl s_client -quiet -connect localhost:6401 -CAfile .atnet/ca.pem
        npx atnet -a @alice update public:phone@alice '+1-111-111'
        npx atnet lookup phone@alice

      Ctrl-C stops it; the next start goes on from here."
    `)
  })

  it('has something to try even when nothing is activated', () => {
    const text = describeNetwork(networkOf(carol), { folder, isKept: false })
    expect(text).toContain('npx atnet activate -a @carol')
    expect(text).toContain('nothing is kept')
  })
})
