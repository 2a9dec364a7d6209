import { delimiter, dirname } from 'node:path'
import { isSupportedNode } from '../../packages/runtime/launch.mjs'

/** Where to fetch from and through what: the only npm settings that installers are to see. */
const HANDED_ON = ['registry', 'userconfig', 'cache', 'cafile', 'proxy', 'https_proxy', 'noproxy']

/**
 * The variables for our programs: npm's own are dropped, since they tell pnpm, and every npm that is
 * started below, about a run that is none of theirs.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutNpm(env) {
  const kept = Object.entries(env).filter(([name]) => !name.toLowerCase().startsWith('npm_'))
  return Object.fromEntries(kept)
}

/**
 * The variables for npm and pnpm themselves: as above, but with the person's registry and proxy.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function installerEnvironment(env) {
  const installer = withoutNpm(env)
  for (const setting of HANDED_ON) {
    const value = env[`npm_config_${setting}`] ?? env[`NPM_CONFIG_${setting.toUpperCase()}`]
    if (value === undefined || value === '') {
      continue
    }
    installer[`npm_config_${setting}`] = value
    if (setting !== 'cache') {
      installer[`pnpm_config_${setting}`] = value // pnpm no longer reads npm's names.
    }
  }
  return installer
}

/**
 * PATH for everything we start: our Node first, then our pnpm.
 * @param {{ env: NodeJS.ProcessEnv, bin: string }} options `bin` is .toolchain/bin
 * @returns {NodeJS.ProcessEnv}
 */
export function withToolchain({ env, bin }) {
  const first = isSupportedNode(process.versions.node) ? [dirname(process.execPath), bin] : [bin]
  return { ...env, PATH: [...first, env['PATH'] ?? ''].join(delimiter) }
}
