import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type AtKeys, readAtKeys } from '@atnet/crypto'
import { beforeAll, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import { challengeOf, cramLine, pkamLine } from '../harness/owners.ts'

/** The key file that the protocol's test vectors give, as another client wrote it. */
const vectors: { readonly atkeys: object } = JSON.parse(
  readFileSync(new URL('../golden/vectors.json', import.meta.url), 'utf8'),
)

everywhere('a key file of another client', [alice], (network) => {
  let keys: AtKeys
  beforeAll(async () => {
    keys = await readAtKeys(JSON.stringify(vectors.atkeys), { atSign: alice })
    const client = await network().connect({ port: network().portOf(alice) })
    await client.ask(cramLine(network().secretOf(alice), await challengeOf(client, alice)))
    await client.ask(`update:privatekey:at_pkam_publickey ${keys.pkam.publicKey}`)
    await client.close()
  })

  it('logs its owner in (auth.pkam)', async () => {
    const key = Buffer.from(keys.pkam.privateKey, 'base64')
    const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
    const client = await network().connect({ port: network().portOf(alice) })
    const challenge = await challengeOf(client, alice)
    expect(await client.ask(pkamLine({ privateKey }, challenge))).toBe('data:success\n@alice@')
    await client.close()
  })
})
