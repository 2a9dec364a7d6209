import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ByteClient, byteClient } from '../harness/byte-client.ts'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import { activate, logInOn, type Owner } from '../harness/owners.ts'
import { memoryOf, tellsMemory } from '../harness/process-memory.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'
import {
  begin,
  newStreamId,
  offering,
  offerOn,
  type Streaming,
  stranger,
  streaming,
} from '../harness/streaming.ts'
import { type TlsWire, tlsWire } from '../harness/wires.ts'

const file = randomBytes(50_000_000)

/** What each side handles at a time, bytes. */
const pieceBytes = 65_536

/** What may be on its way where no kernel holds any of it: far less than a hundredth of the file. */
const onTheWayBytes = 400_000

/** What the server may grow by while the file goes through it. */
const growthBytes = 32 * 1024 * 1024

type Pace = { readonly sender: number; readonly receiver: number }

/** How far a transfer has come. */
type Progress = { sent: number; received: number }

/** Gives everybody else as many turns. */
async function pause(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}

async function sendFile(sender: ByteClient, turns: number, progress: Progress): Promise<void> {
  while (progress.sent < file.length) {
    const piece = file.subarray(progress.sent, progress.sent + pieceBytes)
    progress.sent += piece.length
    await sender.send(piece)
    await pause(turns)
  }
}

/** Receives the file and gives its hash. */
async function receiveFile(
  receiver: ByteClient,
  turns: number,
  { progress, look }: { readonly progress: Progress; readonly look: () => void },
): Promise<string> {
  const hash = createHash('sha256')
  while (progress.received < file.length) {
    const piece = await receiver.read(Math.min(pieceBytes, file.length - progress.received))
    expect(piece.length).toBeGreaterThan(0)
    progress.received += piece.length
    hash.update(piece)
    look()
    await pause(turns)
  }
  return hash.digest('hex')
}

async function transfer(
  { sender, receiver }: Streaming,
  pace: Pace,
  look: (progress: Progress) => void,
): Promise<void> {
  const progress = { sent: 0, received: 0 }
  const [hash] = await Promise.all([
    receiveFile(receiver, pace.receiver, { progress, look: () => look(progress) }),
    sendFile(sender, pace.sender, progress),
  ])
  expect(hash).toBe(createHash('sha256').update(file).digest('hex'))
}

everywhere('a stream of 50 MB', [alice], (network) => {
  let owner: Owner
  beforeAll(async () => {
    owner = await activate(network(), alice)
  })

  it.each([
    { title: 'a slow sender', pace: { sender: 8, receiver: 0 } },
    { title: 'a slow receiver', pace: { sender: 0, receiver: 8 } },
  ])('arrives whole from or at $title (data.stream.raw)', async ({ pace }) => {
    const id = newStreamId()
    const both = await streaming(network(), owner, { id, to: bob, length: file.length })
    let most = 0
    await transfer(both, pace, ({ sent, received }) => {
      most = Math.max(most, sent - received)
    })
    // Between processes, kernels take as much as they like.
    expect(most).toBeLessThan(network().kind === 'one process' ? onTheWayBytes : file.length)
    await both.receiver.send(`stream:done ${id}\n`)
    expect(await both.sender.line()).toBe(`stream:done ${id}`)
    expect(await both.receiver.rest()).toHaveLength(0)
  })
})

describe('a stream between processes', () => {
  let network: ProcessNetwork
  let owner: Owner
  beforeAll(async () => {
    network = await openProcesses({ atSigns: [alice] })
    owner = await activate(network, alice)
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
  })

  function start(length: number): Promise<Streaming> {
    return streaming(network, owner, { id: newStreamId(), to: bob, length })
  }

  it.skipIf(!tellsMemory)('is never held whole by the server (data.stream.raw)', async () => {
    const pid = network.pidOf(alice)
    await transfer(await start(file.length), { sender: 0, receiver: 0 }, () => undefined)
    const before = memoryOf(pid)
    let most = before
    await transfer(await start(file.length), { sender: 0, receiver: 8 }, () => {
      most = Math.max(most, memoryOf(pid))
    })
    expect(most - before).toBeLessThan(growthBytes)
  })

  describe('whose one side has finished sending (data.stream.half-close)', () => {
    const data = file.subarray(0, 1_000_000)

    async function wire(): Promise<TlsWire> {
      return tlsWire({ port: network.portOf(alice), trust: network.authority.certificate })
    }

    it('still tells the sender that it is done', async () => {
      const id = newStreamId()
      const ofSender = await wire()
      const sender = await byteClient(ofSender)
      await logInOn(sender, owner)
      await offerOn(sender, { id, to: bob, length: data.length })
      const receiver = await stranger(network, alice)
      await begin({ sender, receiver }, id)
      await sender.send(data)
      ofSender.finish()
      expect(data.equals(await receiver.read(data.length))).toBe(true)
      await receiver.send(`stream:done ${id}\n`)
      expect(Buffer.from(await sender.rest()).toString()).toBe(`stream:done ${id}\n`)
    })

    it('still reaches the receiver', async () => {
      const id = newStreamId()
      const sender = await offering(network, owner, { id, to: bob, length: data.length })
      const ofReceiver = await wire()
      const receiver = await byteClient(ofReceiver)
      await begin({ sender, receiver }, id)
      ofReceiver.finish()
      await sender.send(data)
      expect(data.equals(await receiver.rest())).toBe(true)
      // Nobody can say that it is done: the sender is not told so.
      expect(await sender.rest()).toHaveLength(0)
    })

    it('ends for the receiver when the sender finished before the end', async () => {
      const id = newStreamId()
      const ofSender = await wire()
      const sender = await byteClient(ofSender)
      await logInOn(sender, owner)
      await offerOn(sender, { id, to: bob, length: data.length + 1 })
      const receiver = await stranger(network, alice)
      await begin({ sender, receiver }, id)
      await sender.send(data)
      ofSender.finish()
      expect(data.equals(await receiver.rest())).toBe(true)
      expect(await sender.rest()).toHaveLength(0)
    })
  })
})
