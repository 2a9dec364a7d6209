import { type AtKeys, cramDigest, type SigningAlgorithm, verify } from '@atnet/crypto'
import { AddressNotFound, DirectoryUnreachable } from '@atnet/directory/resolver'
import { type AtSign, parse, parseAtSign } from '@atnet/protocol-codec'
import { systemClock } from '@atnet/runtime'
import { type ByteStream, memoryNetwork } from '@atnet/transport'
import { type TestAuthority, testAuthority } from '@atnet/transport/contract'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { activate } from './activate.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { createKeys } from './create-keys.ts'
import { ServerFault } from './errors.ts'
import { logIn, logInWithSecret } from './log-in.ts'

// Every activation makes RSA keys, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const alice = parseAtSign('@alice')
const challenge = '_c1f2d3a4-5b6c-4d7e-8f90-0123456789ab@alice:11111111-2222-4333-8444-555555555555'
let ours: TestAuthority

beforeAll(async () => {
  ours = await testAuthority('ours')
})

/** What a server answers a line with, prompt included; undefined closes the connection. */
type Answer = (line: string) => string | undefined | Promise<string | undefined>

type Scripted = {
  readonly options: ConnectOptions
  /** Every line received, on any connection. */
  readonly lines: string[]
  /** Whose address was forgotten. */
  readonly forgotten: AtSign[]
}

/** An atServer that answers by a script, on a network of its own. */
async function scripted(
  answer: Answer,
  { greeting = '@', names = ['localhost'] }: { greeting?: string; names?: string[] } = {},
): Promise<Scripted> {
  const network = memoryNetwork()
  const lines: string[] = []
  const forgotten: AtSign[] = []
  const listener = await network.listen({
    hosts: ['127.0.0.1'],
    port: 0,
    identity: await ours.issue({ names }),
    trust: undefined,
    requestCertificate: false,
    handshakeDeadlineMs: 1000,
    accept: ({ stream }) => {
      serve(stream, greeting, (line) => {
        lines.push(line)
        return answer(line)
      }).catch(() => stream.destroy())
    },
  })
  const options = {
    atSign: alice,
    addresses: {
      find: async () => ({ host: 'localhost', port: listener.address.port }),
      forget: (atSign: AtSign) => {
        forgotten.push(atSign)
      },
    },
    network,
    trust: ours.certificate,
    clock: systemClock,
  }
  return { options, lines, forgotten }
}

async function serve(stream: ByteStream, greeting: string, answer: Answer): Promise<void> {
  await stream.send(greeting)
  let text = ''
  for await (const chunk of stream.incoming) {
    text += Buffer.from(chunk).toString()
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 1)
      const reply = await answer(line)
      if (reply === undefined || line === '@exit') {
        await stream.end()
        return
      }
      await stream.send(reply)
    }
  }
}

const fault = (code: string, text: string): string =>
  `error:{"errorCode":"${code}","errorDescription":"${text}"}\n@`

const silent: Answer = () => ''

async function fail(error: Error): Promise<never> {
  throw error
}

describe('connect', () => {
  it('says the directory does not know an atSign, or cannot be asked', async () => {
    const { options } = await scripted(silent)
    const lost = (error: Error): ConnectOptions => ({
      ...options,
      addresses: { ...options.addresses, find: () => fail(error) },
    })
    await expect(connect(lost(new AddressNotFound('gone')))).rejects.toMatchObject({
      problem: 'atSignUnknown',
      message: expect.stringContaining('does not know @alice'),
    })
    await expect(connect(lost(new DirectoryUnreachable('down')))).rejects.toMatchObject({
      problem: 'directoryUnreachable',
      message: expect.stringContaining('down'),
    })
  })

  // client.address.forget, client.tls.verified
  it.each([
    ['nobody listens', 'serverUnreachable', { host: 'localhost', port: 1 }],
    ['the certificate names another host', 'untrusted', { host: '127.0.0.1' }],
  ])('fails when %s, and forgets the address', async (_, problem, address) => {
    const { options, forgotten } = await scripted(silent)
    const found = { ...(await options.addresses.find(alice)), ...address }
    const addresses = { ...options.addresses, find: async () => found }
    await expect(connect({ ...options, addresses })).rejects.toMatchObject({ problem })
    expect(forgotten).toEqual([alice])
  })

  it('fails when a stranger has signed the certificate, naming the remedy', async () => {
    const { options } = await scripted(silent)
    const trust = (await testAuthority('theirs')).certificate
    await expect(connect({ ...options, trust })).rejects.toMatchObject({
      problem: 'untrusted',
      message: expect.stringMatching(/no trusted authority.*--ca/u),
    })
  })

  // client.greeting.first
  it('sends nothing before the greeting, and gives up without one', async () => {
    const { options, lines } = await scripted(silent, { greeting: '' })
    const connecting = connect({ ...options, deadlines: { greetingMs: 20 } })
    await expect(connecting).rejects.toMatchObject({ problem: 'timeout' })
    expect(lines).toEqual([])
  })

  it('hears a full server that answers in place of the greeting', async () => {
    const greeting = 'error:AT0012-Inbound connection limit exceeded\n'
    const { options } = await scripted(silent, { greeting })
    await expect(connect(options)).rejects.toMatchObject({ code: 'AT0012' })
  })
})

describe('a connection', () => {
  // client.fault.any-rendering
  it.each([
    ['error:AT0015-key not found : x@alice does not exist in keystore\n@alice@', 'AT0015'],
    [fault('AT0015', 'key not found : x@alice'), 'AT0015'],
    ['error:AT0026:enrollment_id: 1 is pending\n@', 'AT0026'],
  ])('reads the fault in %j and stays usable', async (reply, code) => {
    const { options } = await scripted((line) => (line.startsWith('noop') ? 'data:ok\n@' : reply))
    const connection = await connect(options)
    const failure: unknown = await connection
      .ask(parse('lookup:x@alice'))
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ServerFault)
    expect(failure).toMatchObject({ code })
    expect(await connection.ask(parse('noop:0'))).toBe('ok')
    await connection.close()
  })

  it('is over when no answer comes in time, when it is closed, and when nonsense comes', async () => {
    const answers: readonly [string | undefined, string][] = [
      ['', 'timeout'],
      [undefined, 'connectionLost'],
      ['HTTP/1.1 400:Bad\n@', 'unexpectedReply'],
    ]
    for (const [answer, problem] of answers) {
      const { options } = await scripted(() => answer)
      const connection = await connect({ ...options, deadlines: { replyMs: 50 } })
      await expect(connection.ask(parse('noop:0'))).rejects.toMatchObject({ problem })
      await expect(connection.ask(parse('noop:0'))).rejects.toMatchObject({
        problem: 'connectionLost',
      })
      await connection.close()
    }
  })

  it('gives raw replies as they are, and says @exit in the end', async () => {
    const { options, lines } = await scripted((line) => {
      const replies: Record<string, string> = { pol: '@bob@', x: 'error:AT0003-y: z\n@' }
      return replies[line]
    })
    const connection = await connect(options)
    expect(await connection.raw('x')).toBe('error:AT0003-y: z')
    expect(await connection.raw('pol')).toBe('@bob@')
    await connection.close()
    expect(lines).toEqual(['x', 'pol', '@exit'])
  })
})

/** Answers `from`, and checks what is proved by it. */
function door(check: (line: string) => boolean | Promise<boolean>, info = '{}'): Answer {
  return async (line) => {
    if (line.startsWith('from:')) {
      return `data:${challenge}\n@`
    }
    if (line === 'info') {
      return `data:${info}\n@`
    }
    return (await check(line)) ? 'data:success\n@alice@' : fault('AT0401', 'Exception: no')
  }
}

async function isProof(line: string, { pkam }: AtKeys, prefix: string): Promise<boolean> {
  const signature = line.slice(line.lastIndexOf(':') + 1)
  return (
    line.startsWith(prefix) &&
    (await verify({
      algorithm: pkam.algorithm,
      publicKey: pkam.publicKey,
      message: challenge,
      signature,
    }))
  )
}

describe('logIn', () => {
  // client.pkam.explicit
  it.each<[SigningAlgorithm, string]>([
    ['rsa2048', 'pkam:signingAlgo:rsa2048:hashingAlgo:sha256:'],
    ['ecc_secp256r1', 'pkam:signingAlgo:ecc_secp256r1:hashingAlgo:sha256:'],
    ['mldsa65', 'pkam:signingAlgo:mldsa65:'],
    ['ed25519', 'pkam:signingAlgo:ed25519:'],
  ])('proves the key with %s, naming the algorithms', async (algorithm, prefix) => {
    const keys = await createKeys({ atSign: alice, algorithm })
    const info = '{"features":[{"name":"pkam.ed25519","status":"Beta"}]}'
    const { options, lines } = await scripted(door((line) => isProof(line, keys, prefix), info))
    const connection = await connect(options)
    await logIn(connection, keys)
    await connection.close()
    expect(lines.find((line) => line.startsWith('from:'))).toMatch(/^from:@alice:clientConfig:\{/u)
  })

  it('names the enrollment of the key file', async () => {
    const keys = { ...(await createKeys({ atSign: alice })), enrollmentId: 'e-1' }
    const prefix = 'pkam:signingAlgo:rsa2048:hashingAlgo:sha256:enrollmentId:e-1:'
    const { options } = await scripted(door((line) => isProof(line, keys, prefix)))
    const connection = await connect(options)
    await expect(logIn(connection, keys)).resolves.toBeUndefined()
    await connection.close()
  })

  // client.pkam.ed25519-announced
  it('shows no Ed25519 to a server that does not know it', async () => {
    const keys = await createKeys({ atSign: alice, algorithm: 'ed25519' })
    const { options, lines } = await scripted(door(() => true))
    const connection = await connect(options)
    await expect(logIn(connection, keys)).rejects.toMatchObject({ problem: 'unsupported' })
    await connection.close()
    expect(lines).toEqual(['info', '@exit'])
  })

  // client.challenge.shape
  it('signs nothing but a challenge of its own', async () => {
    const keys = await createKeys({ atSign: alice })
    const { options, lines } = await scripted(() => `data:proof:${challenge}\n@`)
    const connection = await connect(options)
    const refused = { problem: 'challengeRefused' }
    await expect(logIn(connection, keys)).rejects.toMatchObject(refused)
    await expect(logInWithSecret(connection, 's')).rejects.toMatchObject(refused)
    await connection.close()
    expect(lines.filter((line) => !line.startsWith('from:'))).toEqual(['@exit'])
  })

  it.each([
    ['AT0401', 'keyRefused', 'wrongSecret'],
    ['AT0015', 'notActivated', 'alreadyActivated'],
  ])('explains %s', async (code, keyProblem, secretProblem) => {
    const keys = await createKeys({ atSign: alice })
    const { options } = await scripted((line) =>
      line.startsWith('from:') ? `data:${challenge}\n@` : fault(code, 'Exception: no'),
    )
    const connection = await connect(options)
    await expect(logIn(connection, keys)).rejects.toMatchObject({ problem: keyProblem })
    await expect(logInWithSecret(connection, 's')).rejects.toMatchObject({ problem: secretProblem })
    await connection.close()
  })
})

/** An atServer that knows as much of activation as a client can tell. */
function activatable(secret: string): Answer {
  let pkamKey: string | undefined
  let published: string | undefined
  let isDeleted = false
  return async (line) => {
    const [head = '', value = ''] = line.split(' ')
    switch (head) {
      case 'update:privatekey:at_pkam_publickey':
        pkamKey = value
        return 'data:-1\n@alice@'
      case 'update:public:publickey@alice':
        published = value
        return 'data:2\n@alice@'
      case 'llookup:public:publickey@alice':
        return published === undefined ? fault('AT0015', 'none') : `data:${published}\n@alice@`
      case 'delete:privatekey:at_secret':
        isDeleted = true
        return 'data:-1\n@alice@'
    }
    const answer = door(async () => {
      if (line.startsWith('cram:')) {
        return !isDeleted && line === `cram:${cramDigest(secret, challenge)}`
      }
      const keys = { pkam: { algorithm: 'rsa2048', publicKey: pkamKey ?? '' } } as AtKeys
      return isProof(line, keys, 'pkam:')
    })
    return answer(line)
  }
}

const verbsOf = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^(from|cram|pkam):.*$/u, '$1').replace(/ .*$/u, ''))

async function cannotSave(): Promise<void> {
  throw new Error('disk full')
}

describe('activate', () => {
  // client.activate.keys-first
  it('saves the keys before anything depends on them, and the secret goes last', async () => {
    const { options, lines } = await scripted(activatable('s3cr3t'))
    let saved: AtKeys | undefined
    const { keys, resumed } = await activate({
      ...options,
      secret: 's3cr3t',
      saveKeys: async (made) => {
        lines.push('(saved)')
        saved = made
      },
    })
    expect(resumed).toBe(false)
    expect(saved).toEqual(keys)
    expect(verbsOf(lines)).toEqual([
      'from',
      'cram',
      'update:privatekey:at_pkam_publickey',
      '@exit',
      'from',
      'pkam',
      '(saved)',
      'llookup:public:publickey@alice',
      'update:public:publickey@alice',
      'delete:privatekey:at_secret',
      '@exit',
    ])
  })

  // client.activate.resumable
  it('goes on after an interruption at any point', async () => {
    for (let ends = 1; ends <= 11; ends += 1) {
      const server = activatable('s3cr3t')
      let left = ends
      const { options } = await scripted((line) => {
        left -= 1
        return left === 0 ? undefined : server(line)
      })
      let saved: AtKeys | undefined
      const attempt = (): ReturnType<typeof activate> =>
        activate({
          ...options,
          secret: 's3cr3t',
          savedKeys: saved,
          saveKeys: async (keys) => {
            saved = keys
          },
        })
      const first = await attempt().catch(() => undefined)
      left = Number.POSITIVE_INFINITY
      const { keys } = first ?? (await attempt())
      expect(saved).toEqual(keys)
      const connection = await connect(options)
      await logIn(connection, keys)
      await connection.close()
    }
  })

  it('does not delete the secret when the keys cannot be saved', async () => {
    const { options, lines } = await scripted(activatable('s3cr3t'))
    const failing = activate({ ...options, secret: 's3cr3t', saveKeys: cannotSave })
    await expect(failing).rejects.toThrow('disk full')
    expect(verbsOf(lines)).not.toContain('delete:privatekey:at_secret')
  })

  it('tells a server that lost its data of the saved keys again', async () => {
    const { options, lines } = await scripted(activatable('s3cr3t'))
    const savedKeys = await createKeys({ atSign: alice })
    const { keys, resumed } = await activate({
      ...options,
      secret: 's3cr3t',
      savedKeys,
      saveKeys: cannotSave,
    })
    expect({ keys, resumed }).toEqual({ keys: savedKeys, resumed: true })
    expect(lines).toContain(`update:privatekey:at_pkam_publickey ${keys.pkam.publicKey}`)
  })

  it('registers nothing with a wrong secret', async () => {
    const { options, lines } = await scripted(activatable('s3cr3t'))
    const failing = activate({ ...options, secret: 'wrong', saveKeys: cannotSave })
    await expect(failing).rejects.toMatchObject({ problem: 'wrongSecret' })
    expect(verbsOf(lines)).toEqual(['from', 'cram', '@exit'])
  })
})
