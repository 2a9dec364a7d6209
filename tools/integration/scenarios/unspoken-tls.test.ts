import { createServer, type Server, type Socket } from 'node:net'
import { parseAtSign } from '@atnet/protocol-codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'

const mute = parseAtSign('@mute')
const chatty = parseAtSign('@chatty')

// What no memory network has: somebody who takes a connection and speaks no TLS on it.
describe('a peer without TLS', () => {
  let network: ProcessNetwork
  let owner: LineClient
  const servers: Server[] = []
  const sockets: Socket[] = []
  beforeAll(async () => {
    network = await openProcesses({ atSigns: [alice] })
    owner = await logIn(network, await activate(network, alice))
    network.publish(mute, await listen(() => undefined))
    network.publish(chatty, await listen((socket) => socket.write('@ in the clear\n')))
  })
  afterAll(async () => {
    await owner.close()
    await network[Symbol.asyncDispose]()
    sockets.forEach((socket) => socket.destroy())
    servers.forEach((server) => server.close())
  })

  function listen(greet: (socket: Socket) => void): Promise<number> {
    return new Promise((resolve) => {
      const server = createServer((socket) => {
        sockets.push(socket.on('error', () => socket.destroy()))
        greet(socket)
      })
      servers.push(server)
      server.listen(0, 'localhost', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  }

  it.each([
    ['says nothing', mute, 'timeout'],
    ['speaks in the clear', chatty, 'handshake'],
  ])('that %s cannot be connected to (peer.connect.faults)', async (_, peer, why) => {
    expect(await owner.ask(`lookup:x.test${peer}`)).toBe(
      `error:AT0004-Socket error : cannot connect to ${peer}: ${why}\n@alice@`,
    )
    expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
  })

  it('that is not there cannot be connected to either (peer.connect.faults)', async () => {
    const gone = parseAtSign('@gone')
    const port = await listen(() => undefined)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    network.publish(gone, port)
    expect(await owner.ask(`plookup:x.test${gone}`)).toBe(
      `error:AT0004-Socket error : cannot connect to ${gone}: refused\n@alice@`,
    )
  })
})
