import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAtServer } from '@atnet/atserver'
import { type Keystore, memoryKeystore } from '@atnet/keystore'
import { openSqliteKeystore } from '@atnet/keystore/sqlite'
import { silentLog, systemRandomness } from '@atnet/runtime'
import { type FakeClock, fakeClock } from '@atnet/runtime/testing'
import { memoryNetwork, type TlsIdentity } from '@atnet/transport'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localhost, newAuthority, newIdentity } from '../harness/certificates.ts'
import { alice } from '../harness/everywhere.ts'
import { type LineClient, lineClient } from '../harness/line-client.ts'
import { challengeOf, cramLine } from '../harness/owners.ts'
import { streamWire } from '../harness/wires.ts'
import { Model } from './model.ts'
import { anyStep, lineOf, type Step } from './steps.ts'

const seed = Number(process.env['ATNET_FUZZ_SEED'] ?? 1)
const startMs = Date.UTC(2026, 0, 1)
const secret = 'a secret'
const ending = '\n@alice@'

type Subject = AsyncDisposable & { readonly client: LineClient; readonly clock: FakeClock }

describe('any sequence of data commands', () => {
  let identity: TlsIdentity
  let trust: string
  let folder: string
  let files = 0
  beforeAll(async () => {
    process.stderr.write(
      `comparing stores and model with seed ${seed} (set ATNET_FUZZ_SEED for another)\n`,
    )
    const authority = await newAuthority()
    trust = authority.certificate
    identity = await newIdentity(authority, localhost)
    folder = mkdtempSync(join(tmpdir(), 'atnet-model-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** An atServer on a store, and its owner's connection to it. */
  async function open(openStore: (clock: FakeClock) => Promise<Keystore>): Promise<Subject> {
    const clock = fakeClock(startMs)
    const keystore = await openStore(clock)
    // What a server makes at its first start, without the time that takes.
    await keystore.write((transaction) => {
      const key = 'public:signing_publickey@alice'
      transaction.setSecret('signing_privatekey', 'never used')
      transaction.put({ key, value: 'signing key', metadata: {} }, { operation: '+', at: startMs })
    })
    const network = memoryNetwork()
    const server = await openAtServer({
      ...{ atSign: alice, network, clock, identity, keystore, hosts: ['localhost'], port: 0 },
      ...{ trust, randomness: systemRandomness, log: silentLog, cramSecret: secret },
      addresses: {
        find: () => Promise.reject(new Error('nobody is asked')),
        forget: () => undefined,
      },
    })
    const to = { host: 'localhost', port: server.port, trust, deadlineMs: 5_000 }
    const client = lineClient(streamWire(await network.connect(to)))
    await client.reply()
    await client.ask(cramLine(secret, await challengeOf(client, alice)))
    return {
      ...{ client, clock },
      [Symbol.asyncDispose]: async () => {
        await client.close()
        await server[Symbol.asyncDispose]()
        await keystore.close()
      },
    }
  }

  function openSubjects(): Promise<readonly Subject[]> {
    files += 1
    const file = join(folder, `${files}.db`)
    return Promise.all([
      open(async (clock) => memoryKeystore({ clock })),
      open((clock) => openSqliteKeystore({ file, clock, log: silentLog })),
    ])
  }

  async function answer({ client, clock }: Subject, step: Step): Promise<string> {
    const line = lineOf(step)
    if (line !== undefined) {
      return client.ask(line)
    }
    clock.advance(step.kind === 'wait' ? step.ms : 0)
    // The first sweep is on disk when this is answered; the next is due by then.
    await client.ask('noop:0')
    clock.advance(0)
    return ending
  }

  it('is answered alike by both stores and by a model of 200 lines (replay.model)', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 40, size: 'max' }), async (steps) => {
        const model = new Model(startMs)
        const subjects = await openSubjects()
        try {
          for (const step of steps) {
            const said = `${model.answer(step)}${ending}`
            const answers = await Promise.all(subjects.map((subject) => answer(subject, step)))
            expect({ step, answers }).toEqual({ step, answers: [said, said] })
          }
        } finally {
          await Promise.all(subjects.map((subject) => subject[Symbol.asyncDispose]()))
        }
      }),
      { seed, numRuns: Number(process.env['ATNET_MODEL_RUNS'] ?? 40) },
    )
  })
})
