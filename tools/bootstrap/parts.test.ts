import { describe, expect, it } from 'vitest'
import rootPackage from '../../package.json' with { type: 'json' }
import { isSupportedNode } from '../../packages/runtime/launch.mjs'
import { COMMANDS, usage } from './commands.mjs'
import { installerEnvironment, withoutNpm } from './environment.mjs'
import { explain } from './failure.mjs'
import { PAYLOADS } from './payloads.mjs'
import { neededPayloads } from './toolchain.mjs'

describe('the Node that runs us', () => {
  it.each(['22.18.0', '22.23.3', '24.0.0', '26.10.0'])('may be %s', (version) => {
    expect(isSupportedNode(version)).toBe(true)
  })

  it.each(['20.20.2', '22.17.9', '23.11.0', '18.20.8', 'x'])('may not be %s', (version) => {
    expect(isSupportedNode(version)).toBe(false)
  })
})

describe('what a machine lacks', () => {
  it('is pnpm alone where Node is new enough', () => {
    expect(neededPayloads('linux-x64', '24.0.0')).toEqual([PAYLOADS['linux-x64']?.pnpm])
  })

  it('is Node too where it is not', () => {
    expect(neededPayloads('darwin-arm64', '20.20.2').map(({ program }) => program)).toEqual([
      'pnpm',
      'bin/node',
    ])
  })

  it('is refused by name on a machine that we do not know', () => {
    expect(() => neededPayloads('win32-x64', '24.0.0')).toThrow(
      /does not run on win32-x64\. It runs on linux-x64, .*inside WSL/u,
    )
  })

  it('cannot be fetched for an old Node on musl, and says what to do', () => {
    expect(() => neededPayloads('linux-x64-musl', '20.20.2')).toThrow(/Install Node 22\.18/u)
  })

  it('is pinned to exact versions', () => {
    const payloads = Object.values(PAYLOADS).flatMap(({ pnpm, node }) => [pnpm, node])
    for (const payload of payloads) {
      expect(payload?.version ?? '1.2.3').toMatch(/^\d+\.\d+\.\d+$/u)
    }
  })
})

describe('why an installer failed', () => {
  it.each([
    ['npm error code ENOTFOUND', 'the package registry cannot be reached. Check the network'],
    ['npm error code ECONNREFUSED', 'the package registry cannot be reached. Check the network'],
    ['npm error code ETIMEDOUT', 'the package registry cannot be reached. Check the network'],
    ['ERR_PNPM_META_FETCH_FAIL', 'the package registry cannot be reached. Check the network'],
    ['npm error code ENOSPC', 'the disk is full. Free about 1 GB where there/is is'],
    ['npm error code EACCES', 'there/is (or the cache of npm or pnpm) cannot be written'],
    ['npm error code EROFS', 'there/is (or the cache of npm or pnpm) cannot be written'],
    ['npm error code E404', 'does not have a version that is needed'],
    ['npm error code E401', 'the package registry refuses us'],
    ['ERR_PNPM_OUTDATED_LOCKFILE', 'does not fit the package.json files'],
  ])('is read from %j', (output, sentence) => {
    const { message } = explain({ task: 'fetching', output, folder: 'there/is' })
    expect(message).toMatch(/^fetching failed: /u)
    expect(message).toContain(sentence)
    expect(message).not.toContain('\n')
  })

  it('is what was said last when nobody knows it', () => {
    const output = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n')
    const { message } = explain({ task: 'fetching', output, folder: 'there/is' })
    expect(message.split('\n')).toHaveLength(16)
    expect(message).toMatch(/line 39$/u)
  })
})

describe('the environment', () => {
  const env = {
    PATH: '/bin',
    npm_lifecycle_event: 'start',
    npm_config_registry: 'http://registry.test/',
    npm_config_loglevel: 'silent',
    NPM_CONFIG_JSON: 'true',
  }

  it('of a program has nothing of npm', () => {
    expect(withoutNpm(env)).toEqual({ PATH: '/bin' })
  })

  it('of an installer has where to fetch from, under both names', () => {
    expect(installerEnvironment(env)).toEqual({
      PATH: '/bin',
      npm_config_registry: 'http://registry.test/',
      pnpm_config_registry: 'http://registry.test/',
    })
  })
})

describe('the commands', () => {
  it('are the scripts of package.json, each through the bootstrap', () => {
    const scripts = Object.keys(COMMANDS).map((name) => [
      name,
      `exec node tools/bootstrap.mjs ${name}`,
    ])
    expect(rootPackage.scripts).toEqual(Object.fromEntries(scripts))
  })

  it('are all told to who asks', () => {
    for (const name of Object.keys(COMMANDS)) {
      expect(usage()).toContain(`  ${name} `)
    }
  })
})
