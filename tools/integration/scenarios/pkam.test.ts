import { generateKeyPair, type KeyPair, type SigningAlgorithm, sign } from '@atnet/crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { challengeOf, cramLine } from '../harness/owners.ts'
import type { TestNetwork } from '../harness/test-network.ts'

const algorithms = ['rsa2048', 'ecc_secp256r1', 'mldsa65', 'ed25519'] as const
const failed = 'error:AT0401-Exception: pkam authentication failed\n@'

/** Makes `keys` the ones to log in with; the one-time secret stays. */
async function install(network: TestNetwork, { publicKey }: KeyPair): Promise<void> {
  const client = await network.connect({ port: network.portOf(alice) })
  await client.ask(cramLine(network.secretOf(alice), await challengeOf(client, alice)))
  const reply = await client.ask(`update:privatekey:at_pkam_publickey ${publicKey}`)
  expect(reply).toBe('data:-1\n@alice@')
  await client.close()
}

async function proof(keys: KeyPair, challenge: string): Promise<string> {
  const { algorithm, privateKey } = keys
  const signature = await sign({ algorithm, hashing: 'sha256', privateKey, message: challenge })
  const hashing = algorithm === 'mldsa65' ? '' : 'hashingAlgo:sha256:'
  return `pkam:signingAlgo:${algorithm}:${hashing}${signature}`
}

/** What nobody but the owner may know or do, tried after a failed login. */
async function expectStranger(client: LineClient): Promise<void> {
  expect(await client.ask('scan')).toMatch(/^data:\["[^"]*signing_publickey@alice"\]\n@$/u)
  expect(await client.ask('update:public:x.test@alice v')).toBe(
    'error:AT0401-Exception: Command cannot be executed without auth\n@',
  )
}

everywhere('pkam', [alice], (network, itWithClock) => {
  const keys = new Map<SigningAlgorithm, KeyPair>()
  beforeAll(async () => {
    for (const algorithm of algorithms) {
      keys.set(algorithm, await generateKeyPair(algorithm))
    }
  })
  function pair(algorithm: SigningAlgorithm): KeyPair {
    const found = keys.get(algorithm)
    if (found === undefined) {
      throw new Error(`no ${algorithm} key was made`)
    }
    return found
  }
  async function open(): Promise<{ client: LineClient; challenge: string }> {
    const client = await network().connect({ port: network().portOf(alice) })
    return { client, challenge: await challengeOf(client, alice) }
  }

  describe.each(algorithms)('with a key for %s', (algorithm) => {
    beforeAll(() => install(network(), pair(algorithm)))

    it('logs the owner in (auth.pkam)', async () => {
      const { client, challenge } = await open()
      const line = await proof(pair(algorithm), challenge)
      expect(await client.ask(line)).toBe('data:success\n@alice@')
      expect(await client.ask('update:public:x.test@alice v')).toMatch(/^data:\d+\n@alice@$/u)
      expect(await client.ask('delete:public:x.test@alice')).toMatch(/^data:\d+\n@alice@$/u)
      await client.close()
    })

    it('refuses a signature of something else (auth.pkam)', async () => {
      const { client, challenge } = await open()
      expect(await client.ask(await proof(pair(algorithm), `${challenge} `))).toBe(failed)
      await expectStranger(client)
      await client.close()
    })
  })

  it('stores no login key that nobody can have, and says why (auth.activation.key)', async () => {
    await install(network(), pair('rsa2048'))
    const { client, challenge } = await open()
    await client.ask(cramLine(network().secretOf(alice), challenge))
    const point = pair('ecc_secp256r1').publicKey
    const beside = `${point.slice(0, -1)}${point.endsWith('0') ? '1' : '0'}`
    expect(await client.ask(`update:privatekey:at_pkam_publickey ${beside}`)).toBe(
      'error:AT0022-Illegal arguments : the login key is no point of the curve P-256\n@alice@',
    )
    const line = await proof(pair('rsa2048'), await challengeOf(client, alice))
    expect(await client.ask(line)).toBe('data:success\n@alice@')
    await client.close()
  })

  it('announces Ed25519, which is our own extension (house.info.features)', async () => {
    const { client } = await open()
    expect(await client.ask('info:brief')).toContain('"name":"pkam.ed25519"')
    await client.close()
  })

  it('takes the algorithm from the stored key, not from the wire (auth.pkam.algorithm)', async () => {
    await install(network(), pair('rsa2048'))
    const { client, challenge } = await open()
    expect(await client.ask(await proof(pair('ecc_secp256r1'), challenge))).toBe(failed)
    const again = await challengeOf(client, alice)
    const disguised = await proof(pair('rsa2048'), again)
    expect(await client.ask(disguised.replace('rsa2048', 'ed25519'))).toBe(failed)
    await expectStranger(client)
    await client.close()
  })

  it('accepts no challenge twice, after success or failure (auth.challenge.single-use)', async () => {
    const { client, challenge } = await open()
    const line = await proof(pair('rsa2048'), challenge)
    expect(await client.ask(line)).toBe('data:success\n@alice@')
    expect(await client.ask(line)).toBe(failed)
    await expectStranger(client)
    await client.close()

    const second = await open()
    expect(await second.client.ask(await proof(pair('rsa2048'), 'another text'))).toBe(failed)
    expect(await second.client.ask(await proof(pair('rsa2048'), second.challenge))).toBe(failed)
    await expectStranger(second.client)
    await second.client.close()
  })

  it('needs a from before it (auth.pkam)', async () => {
    const client = await network().connect({ port: network().portOf(alice) })
    expect(await client.ask(await proof(pair('rsa2048'), 'anything'))).toMatch(
      /^error:AT0015-Exception: private:_\S+@alice does not exist in keystore\n@$/u,
    )
    await expectStranger(client)
    await client.close()
  })

  itWithClock(
    'accepts no challenge after a minute (auth.challenge.single-use)',
    async (advance) => {
      const { client, challenge } = await open()
      const line = await proof(pair('rsa2048'), challenge)
      advance(61_000)
      expect(await client.ask(line)).toBe(failed)
      await expectStranger(client)
      await client.close()
    },
  )
})
