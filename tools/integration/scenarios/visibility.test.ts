import { beforeAll, expect, it } from 'vitest'
import { alice, bob, carol, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'

everywhere('what each sees', [alice, bob, carol], (network) => {
  let owner: LineClient
  let ofBob: LineClient
  let ofCarol: LineClient
  let nobody: LineClient
  beforeAll(async () => {
    const [first, second, third] = await Promise.all(
      [alice, bob, carol].map(async (atSign) =>
        logIn(network(), await activate(network(), atSign)),
      ),
    )
    nobody = await network().connect({ port: network().portOf(alice) })
    if (first === undefined || second === undefined || third === undefined) {
      throw new Error('not everybody could log in')
    }
    owner = first
    ofBob = second
    ofCarol = third
    for (const line of [
      'update:public:card.test@alice for everybody',
      'update:@alice:card.test@alice for alice',
      'update:@bob:card.test@alice for bob',
      'update:@carol:card.test@alice for carol',
      'update:@bob:plan.test@alice for bob alone',
      'update:public:_hidden.test@alice by name only',
      'update:diary.test@alice for nobody else',
    ]) {
      await owner.ask(line)
    }
  })

  it('lookup gives four askers four answers (data.lookup.audience)', async () => {
    const line = 'lookup:card.test@alice'
    expect(await owner.ask(line)).toBe('data:for alice\n@alice@')
    expect(await ofBob.ask(line)).toBe('data:for bob\n@bob@')
    expect(await ofCarol.ask(line)).toBe('data:for carol\n@carol@')
    expect(await nobody.ask(line)).toBe('data:for everybody\n@')
  })

  it('lookup gives nobody what is for another (data.lookup.audience)', async () => {
    const line = 'lookup:plan.test@alice'
    expect(await ofBob.ask(line)).toBe('data:for bob alone\n@bob@')
    expect(await ofCarol.ask(line)).toBe(
      'error:AT0015-key not found : Exception: @carol:plan.test@alice does not exist in keystore\n@carol@',
    )
    expect(await nobody.ask(line)).toBe(
      'error:AT0015-Exception: public:plan.test@alice does not exist in keystore\n@',
    )
    expect(await ofBob.ask('lookup:diary.test@alice')).toMatch(/^error:AT0015-/u)
    expect(await nobody.ask('lookup:diary.test@alice')).toMatch(/^error:AT0015-/u)
  })

  it('scan lists four askers four lists (data.scan.listed)', async () => {
    expect(await owner.ask('scan test')).toBe(
      'data:["@alice:card.test@alice","@bob:card.test@alice","@bob:plan.test@alice",' +
        '"@carol:card.test@alice","diary.test@alice","public:card.test@alice"]\n@alice@',
    )
    expect(await ofBob.ask('scan:@alice test')).toBe(
      'data:["card.test@alice","plan.test@alice"]\n@bob@',
    )
    expect(await ofCarol.ask('scan:@alice')).toBe('data:["card.test@alice"]\n@carol@')
    expect(await nobody.ask('scan')).toBe(
      'data:["card.test@alice","publickey@alice","signing_publickey@alice"]\n@',
    )
  })

  it('a hidden record is read by name and listed to nobody (data.scan.hidden)', async () => {
    expect(await nobody.ask('lookup:_hidden.test@alice')).toBe('data:by name only\n@')
    expect(await nobody.ask('scan:showhidden:true hidden')).toBe('data:[]\n@')
    expect(await owner.ask('scan:showhidden:true hidden')).toBe('data:[]\n@alice@')
  })

  it('what is private is read by its owner, and listed to nobody (data.scan.listed)', async () => {
    await owner.ask('config:block:add:@mallory')
    const line = 'llookup:private:blocklist@alice'
    expect(await owner.ask(line)).toBe('data:{"blockList":["@mallory"]}\n@alice@')
    expect(await owner.ask('scan:showhidden:true private')).toBe('data:[]\n@alice@')
    for (const other of [ofBob, nobody]) {
      expect(await other.ask('lookup:private:blocklist@alice')).toMatch(/^error:AT0015-/u)
    }
    expect(await nobody.ask(line)).toMatch(/^error:AT0401-/u)
    await owner.ask('config:block:remove:@mallory')
  })

  it.each(['privatekey:at_pkam_publickey', 'privatekey:at_secret', 'privatekey:at_secret_deleted'])(
    '%s is read by nobody (data.lookup.audience)',
    async (name) => {
      for (const line of [`llookup:${name}`, `lookup:${name}`, `plookup:${name}`]) {
        expect(await owner.ask(line)).toMatch(/^error:AT0003-/u)
      }
      expect(await owner.ask(`llookup:${name}@alice`)).toMatch(/^error:AT0015-/u)
      expect(await owner.ask(`lookup:${name}@alice`)).toMatch(/^error:AT0015-/u)
    },
  )

  it('the key that proves us to peers is served to nobody (data.secret.apart)', async () => {
    const name = 'signing_privatekey@alice'
    expect(await owner.ask(`llookup:@alice:${name}`)).toMatch(/^error:AT0015-/u)
    expect(await owner.ask(`lookup:${name}`)).toMatch(/^error:AT0015-/u)
    expect(await owner.ask('scan:showhidden:true privatekey')).toBe('data:[]\n@alice@')
    expect(await nobody.ask(`lookup:${name}`)).toMatch(/^error:AT0015-/u)
  })
})
