import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explain } from './failure.mjs'
import { runStep, say } from './step.mjs'

/** Every file that decides what pnpm would install. */
const INPUTS = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']

/**
 * Whether node_modules is what pnpm-lock.yaml asks for.
 * @param {string} root the clone
 */
export function dependenciesCurrent(root) {
  try {
    return (
      existsSync(join(root, 'node_modules', '.modules.yaml')) &&
      readFileSync(stampOf(root), 'utf8') === fingerprint(root)
    )
  } catch {
    return false // Never installed, or cut off.
  }
}

/**
 * Installs exactly what the lock file says. The stamp goes first and comes back last, so a run that
 * was cut off is done again.
 * @param {{ root: string, env: NodeJS.ProcessEnv }} options
 */
export async function installDependencies({ root, env }) {
  say('installing the packages in pnpm-lock.yaml')
  rmSync(stampOf(root), { force: true })
  const { ok, output } = await runStep(['pnpm', 'install', '--frozen-lockfile'], {
    cwd: root,
    env: {
      ...env,
      // Without a terminal pnpm would refuse to replace a node_modules that another tool made.
      pnpm_config_confirm_modules_purge: 'false',
      // Its own patience with a registry that does not answer is two minutes.
      pnpm_config_fetch_retries: '1',
      pnpm_config_fetch_retry_mintimeout: '1000',
      pnpm_config_fetch_retry_maxtimeout: '3000',
    },
  })
  if (!ok) {
    throw explain({ task: 'installing the packages', output, folder: root })
  }
  writeFileSync(stampOf(root), fingerprint(root))
}

/** @param {string} root */
function stampOf(root) {
  return join(root, '.toolchain', 'installed')
}

/** @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256')
  for (const name of INPUTS) {
    hash.update(readFileSync(join(root, name)))
  }
  return hash.digest('hex')
}
