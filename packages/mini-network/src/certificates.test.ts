import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { systemClock } from '@atnet/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Authority,
  createAuthority,
  isGoodUntil,
  issueLeaf,
  loopbackNames,
  type SubjectName,
} from './certificates.ts'
import { dayMs } from './limits.ts'

const run = promisify(execFile)
const validity = { fromMs: systemClock.now() - dayMs, untilMs: systemClock.now() + 10 * dayMs }
let folder: string
let authority: Authority

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atnet-certificates-'))
  authority = await createAuthority({ commonName: 'test authority', validity })
  await writeFile(join(folder, 'ca.pem'), authority.certificate)
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

function leafFor(names: readonly SubjectName[]): Promise<{ key: string; certificate: string }> {
  return issueLeaf(authority, { commonName: 'localhost', names, validity })
}

async function opensslVerify(pem: string, ...more: string[]): Promise<string> {
  const file = join(folder, 'leaf.pem')
  await writeFile(file, pem)
  const settled = await run('openssl', ['verify', '-CAfile', join(folder, 'ca.pem'), ...more, file])
  return settled.stdout
}

// network.ca.leaf
describe('a leaf', () => {
  it.each(['sslserver', 'sslclient'])('is accepted by openssl as an %s', async (purpose) => {
    const leaf = await leafFor(loopbackNames)
    expect(await opensslVerify(leaf.certificate, '-x509_strict', '-purpose', purpose)).toContain(
      'OK',
    )
  })

  it.each(loopbackNames)('names $value', async ({ type, value }) => {
    const leaf = await leafFor(loopbackNames)
    const option = type === 'dns' ? '-verify_hostname' : '-verify_ip'
    expect(await opensslVerify(leaf.certificate, option, value)).toContain('OK')
  })

  it.each(['localhost', '127.0.0.1'])('satisfies Node dialling %s', async (host) => {
    const leaf = await leafFor(loopbackNames)
    const server = createServer({ cert: leaf.certificate, key: leaf.key }, (socket) => socket.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const socket = await new Promise<TLSSocket>((resolve, reject) => {
      const client = connect({ host, port, ca: authority.certificate }, () => resolve(client))
      client.once('error', reject)
    })
    expect(socket.authorized).toBe(true)
    socket.destroy()
    server.close()
  })
})

// network.ca.constrained
describe('the authority', () => {
  it.each<SubjectName>([
    { type: 'dns', value: 'example.org' },
    { type: 'ip', value: '10.0.0.1' },
    { type: 'ip', value: '::2' },
  ])('cannot speak for $value', async (name) => {
    const leaf = await leafFor([name])
    await expect(opensslVerify(leaf.certificate)).rejects.toThrow(/permitted subtree violation/u)
  })

  it('cannot make another authority', async () => {
    const second = await createAuthority({ commonName: 'second', validity })
    expect(isGoodUntil(second, systemClock.now(), authority)).toBe(false)
    const text = await run('openssl', ['x509', '-in', join(folder, 'ca.pem'), '-noout', '-text'])
    expect(text.stdout).toContain('CA:TRUE, pathlen:0')
  })
})

describe('isGoodUntil', () => {
  it('accepts a pair until it ends', async () => {
    const leaf = await leafFor(loopbackNames)
    expect(isGoodUntil(leaf, validity.untilMs - 2000, authority)).toBe(true)
    expect(isGoodUntil(leaf, validity.untilMs + 2000, authority)).toBe(false)
  })

  it('refuses a key of another certificate, a foreign issuer and nonsense', async () => {
    const [leaf, other] = await Promise.all([leafFor(loopbackNames), leafFor(loopbackNames)])
    const foreign = await createAuthority({ commonName: 'test authority', validity })
    expect(isGoodUntil({ ...leaf, key: other.key }, systemClock.now(), authority)).toBe(false)
    expect(isGoodUntil(leaf, systemClock.now(), foreign)).toBe(false)
    expect(isGoodUntil({ certificate: 'x', key: 'y' }, systemClock.now(), undefined)).toBe(false)
  })
})
