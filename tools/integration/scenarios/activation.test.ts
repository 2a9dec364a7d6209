import { beforeAll, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import { challengeOf, cramLine, logIn, newOwner, type Owner, pkamLine } from '../harness/owners.ts'

const deleted = 'error:AT0015-Exception: privatekey:at_secret does not exist in keystore\n@'

everywhere('activation', [alice], (network) => {
  let owner: Owner
  beforeAll(() => {
    owner = newOwner(alice)
  })

  it('begins with the one-time secret and nothing else (auth.activation.cram-only)', async () => {
    const client = await network().connect({ port: network().portOf(alice) })
    const refused = await client.ask(`update:privatekey:at_pkam_publickey ${owner.publicKey}`)
    expect(refused).toMatch(/^error:AT0401-.*\n@$/u)
    expect(await client.ask(cramLine('guessed', await challengeOf(client, alice)))).toBe(
      'error:AT0401-Exception: Authentication Failed\n@',
    )
    await client.close()
  })

  it('stores a login key that the owner can then use (auth.pkam)', async () => {
    const client = await network().connect({ port: network().portOf(alice) })
    const challenge = await challengeOf(client, alice)
    const proof = cramLine(network().secretOf(alice), challenge)
    expect(await client.ask(proof)).toBe('data:success\n@alice@')
    expect(await client.ask(`update:privatekey:at_pkam_publickey ${owner.publicKey}`)).toBe(
      'data:-1\n@alice@',
    )
    await client.close()

    const again = await network().connect({ port: network().portOf(alice) })
    const line = pkamLine(owner, await challengeOf(again, alice))
    expect(await again.ask(line)).toBe('data:success\n@alice@')
    expect(await again.ask(`update:privatekey:at_pkam_publickey ${owner.publicKey}`)).toMatch(
      /^error:AT0009-.*\n@alice@$/u,
    )
    await again.close()
  })

  it('ends with the secret deleted, for ever (auth.cram.deleted-for-ever)', async () => {
    const client = await logIn(network(), owner)
    expect(await client.ask('delete:privatekey:at_secret')).toBe('data:-1\n@alice@')
    await client.close()

    const late = await network().connect({ port: network().portOf(alice) })
    const proof = cramLine(network().secretOf(alice), await challengeOf(late, alice))
    expect(await late.ask(proof)).toBe(deleted)
    await late.close()
  })

  it('stays so after a restart that names the secret again (auth.cram.deleted-for-ever)', async () => {
    await network().restart(alice)
    const client = await network().connect({ port: network().portOf(alice) })
    const proof = cramLine(network().secretOf(alice), await challengeOf(client, alice))
    expect(await client.ask(proof)).toBe(deleted)
    await client.close()
    await (await logIn(network(), owner)).close()
  })
})
