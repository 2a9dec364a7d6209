import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clone, looksLike, makeClone, type Run } from './clone-for-tests.ts'

let clone: Clone

beforeEach(async () => {
  clone = await makeClone()
})

afterEach(async () => {
  await clone.remove()
})

/** What was asked of npm, pnpm and turbo, in order. */
function calls(): readonly string[] {
  return readFileSync(join(clone.root, 'calls'), 'utf8').split('\n').filter(Boolean)
}

function toolchain(): readonly string[] {
  return readdirSync(join(clone.root, '.toolchain')).sort()
}

describe('a first run (tools.setup.stdout, tools.setup.node-floor)', () => {
  it('fetches, installs, builds and runs, and keeps stdout for the program', async () => {
    const { code, stdout, stderr } = await clone.run(['start', '--exit', '0']).ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ args: ['up', '--exit', '0'], npm: [] })
    expect(stderr).toMatch(/^atnet: fetching pnpm [\d.]+ .*\natnet: installing the packages .*\n$/u)
    expect(calls()).toEqual([
      expect.stringMatching(/^npm install @pnpm\/exe\./u),
      'pnpm install --frozen-lockfile',
      'turbo run build --output-logs=errors-only --filter=@atnet/cli',
    ])
  })

  it('fetches a Node for a machine whose own is too old, and says so in one line', async () => {
    const { stdout, stderr } = await clone.run(['start', '--exit', '0'], {
      PRELOAD: looksLike.node('20.20.2'),
    }).ended
    expect(stderr).toMatch(/^atnet: fetching Node 24\S+, since this computer has 20\.20\.2 .*$/mu)
    expect(JSON.parse(stdout)).toMatchObject({ args: ['up', '--exit', '0'] })
    expect(toolchain()).toContainEqual(expect.stringMatching(/^node-24/u))
  })
})

describe('a later run (tools.setup.once)', () => {
  beforeEach(async () => {
    await clone.run(['start', '--exit', '0']).ended
    writeFileSync(join(clone.root, 'calls'), '')
  })

  it('says nothing and fetches nothing', async () => {
    const { stderr } = await clone.run(['start', '--exit', '0']).ended
    expect(stderr).toBe('')
    expect(calls()).toEqual([expect.stringMatching(/^turbo /u)])
  })

  it('installs again when the lock file has changed', async () => {
    writeFileSync(join(clone.root, 'pnpm-lock.yaml'), 'two')
    await clone.run(['start', '--exit', '0']).ended
    expect(calls()).toContain('pnpm install --frozen-lockfile')
  })

  it('leaves with the exit code of the program', async () => {
    expect(await clone.run(['start', '--exit', '7']).ended).toMatchObject({ code: 7 })
  })

  it('shows what the compiler said when the build fails, and runs nothing', async () => {
    const run = clone.run(['start'], { TURBO_EXITS: '2' })
    expect(await run.ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('building @atnet/cli failed'),
    })
  })
})

describe.each([
  ['by becoming the program', ''],
  ['as its parent', looksLike.nodeWithoutExecve],
])('handing over %s (tools.start.signals)', (_, preload) => {
  const env = preload === '' ? {} : { PRELOAD: preload }

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'lets the program hear %s each time, and end as it likes',
    async (signal) => {
      const run = clone.run(['start'], env)
      await run.says('"args"')
      run.child.kill(signal)
      await run.says(signal)
      run.child.kill(signal)
      const { code, stdout } = await run.ended
      expect(code).toBe(0)
      expect(stdout.match(new RegExp(signal, 'gu'))).toHaveLength(2)
    },
  )

  it('leaves with the exit code of the program', async () => {
    expect(await clone.run(['start', '--exit', '7'], env).ended).toMatchObject({ code: 7 })
  })
})

describe('a run that is cut off (tools.setup.interrupted)', () => {
  it('takes npm with it, and the next run starts afresh', async () => {
    const { run, npmGone } = await runWithHangingNpm()
    run.child.kill('SIGTERM')
    expect(await run.ended).toMatchObject({ code: 143 })
    await npmGone
    expect(await clone.run(['start', '--exit', '0']).ended).toMatchObject({ code: 0 })
    expect(toolchain()).not.toContainEqual(expect.stringMatching(/partial|^lock/u))
  })

  it('does not block the next one even when it was killed outright', async () => {
    const { run, npmPid, npmGone } = await runWithHangingNpm()
    run.child.kill('SIGKILL')
    process.kill(npmPid, 'SIGKILL')
    await Promise.all([run.ended, npmGone])
    expect(existsSync(join(clone.root, '.toolchain/lock'))).toBe(true)
    expect(await clone.run(['start', '--exit', '0']).ended).toMatchObject({ code: 0 })
    expect(toolchain()).not.toContainEqual(expect.stringMatching(/partial|^lock/u))
  })
})

describe('two runs at once (tools.setup.concurrent)', () => {
  it('set up once, and both go on', async () => {
    const both = [clone.run(['start', '--exit', '0']), clone.run(['start', '--exit', '0'])]
    const ends = await Promise.all(both.map(({ ended }) => ended))
    expect(ends.map(({ code }) => code)).toEqual([0, 0])
    expect(calls().filter((call) => call.startsWith('npm'))).toHaveLength(1)
    expect(calls().filter((call) => call.startsWith('pnpm'))).toHaveLength(1)
  })
})

describe('what goes wrong is one sentence with the remedy (tools.setup.sentence)', () => {
  it('when npm cannot fetch', async () => {
    const words = 'npm error code ENOTFOUND'
    const { code, stdout, stderr } = await clone.run(['start'], { INSTALLER_SAYS: words }).ended
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const last = stderr.trim().split('\n').at(-1)
    expect(last).toMatch(
      /^atnet: fetching pnpm [\d.]+ failed: .* cannot be reached\. Check the network/u,
    )
  })

  it('when the lock file does not fit', async () => {
    const run = clone.run(['start'], { PNPM_SAYS: 'ERR_PNPM_OUTDATED_LOCKFILE' })
    expect(await run.ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('pnpm-lock.yaml does not fit the package.json files. Run'),
    })
  })

  it('when Node is too old even to set up', async () => {
    const run = clone.run(['start'], { PRELOAD: looksLike.node('18.20.0') })
    expect(await run.ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'atnet: Node 18.20.0 is too old. Install Node 20 or newer (24 is best) and run the command again.\n',
    })
  })

  it('when there is no such command', async () => {
    expect(await clone.run(['strat']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is no command 'strat'"),
    })
  })
})

/**
 * Starts a run whose npm stops half-way and stays connected to us for as long as it lives.
 */
async function runWithHangingNpm(): Promise<{
  run: Run
  npmPid: number
  npmGone: Promise<unknown>
}> {
  const path = join(clone.root, 'hang')
  const server = createServer().listen(path)
  await once(server, 'listening')
  const run = clone.run(['start'], { HANG_AT: path })
  const [socket]: Socket[] = await once(server, 'connection')
  server.close()
  if (socket === undefined) {
    throw new Error('no connection')
  }
  const npmGone = once(socket, 'close')
  const [pid]: unknown[] = await once(socket, 'data')
  return { run, npmPid: Number(pid), npmGone }
}
