import { execFileSync } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { isSupportedNode, supportedNode } from '../../packages/runtime/launch.mjs'
import { installerEnvironment } from './environment.mjs'
import { explain, Failure } from './failure.mjs'
import { PAYLOADS, platformName } from './payloads.mjs'
import { runStep, say } from './step.mjs'

/**
 * What this machine lacks. pnpm always comes from here; Node only where the machine's own is too old.
 * @returns {import('./payloads.mjs').Payload[]}
 */
export function neededPayloads(platform = platformName(), nodeVersion = process.versions.node) {
  const payloads = PAYLOADS[platform]
  if (payloads === undefined) {
    throw new Failure(
      `this does not run on ${platform}. It runs on ${Object.keys(PAYLOADS).join(', ')} (on Windows: inside WSL).`,
    )
  }
  if (isSupportedNode(nodeVersion)) {
    return [payloads.pnpm]
  }
  if (payloads.node === undefined) {
    throw new Failure(
      `Node ${nodeVersion} is too old and none can be fetched for ${platform}. Install Node ${supportedNode} and run the command again.`,
    )
  }
  return [payloads.pnpm, payloads.node]
}

/**
 * @param {string} folder .toolchain
 * @param {import('./payloads.mjs').Payload} payload
 */
export function isInstalled(folder, payload) {
  try {
    return (
      readlinkSync(linkOf(folder, payload)) === targetOf(payload) &&
      existsSync(linkOf(folder, payload))
    )
  } catch {
    return false
  }
}

/**
 * Puts `payload` into .toolchain. It is unpacked aside and moved into place when complete, so an
 * interrupted run leaves nothing that could be taken for whole.
 * @param {string} folder .toolchain
 * @param {import('./payloads.mjs').Payload} payload
 */
export async function install(folder, payload) {
  const program = basename(payload.program)
  say(
    program === 'node'
      ? `fetching Node ${payload.version}, since this computer has ${process.versions.node} and ${supportedNode} is needed (once, into .toolchain)`
      : `fetching ${program} ${payload.version} (once, into .toolchain)`,
  )
  removePartial(folder)
  const partial = join(folder, `${placeOf(payload)}.partial`)
  mkdirSync(partial, { recursive: true })
  writeFileSync(join(partial, 'package.json'), '{"private":true}\n')
  const { ok, output } = await runStep(
    [
      ...npmCommand(),
      'install',
      `${payload.name}@${payload.version}`,
      '--ignore-scripts',
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
      '--loglevel=error',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
    ],
    { cwd: partial, env: installerEnvironment(process.env) },
  )
  if (!ok) {
    rmSync(partial, { recursive: true, force: true })
    throw explain({ task: `fetching ${program} ${payload.version}`, output, folder })
  }
  const place = join(folder, placeOf(payload))
  rmSync(place, { recursive: true, force: true })
  renameSync(partial, place)
  link(folder, payload)
}

/** @param {string} folder */
export function binFolder(folder) {
  return join(folder, 'bin')
}

/**
 * @param {string} folder
 * @param {import('./payloads.mjs').Payload} payload
 */
function link(folder, payload) {
  const made = `${linkOf(folder, payload)}.partial`
  mkdirSync(binFolder(folder), { recursive: true })
  rmSync(made, { force: true })
  symlinkSync(targetOf(payload), made)
  accessSync(made, constants.X_OK)
  renameSync(made, linkOf(folder, payload))
}

/**
 * @param {string} folder
 * @param {import('./payloads.mjs').Payload} payload
 */
function linkOf(folder, payload) {
  return join(binFolder(folder), basename(payload.program))
}

/**
 * Relative, so that a clone may be moved.
 * @param {import('./payloads.mjs').Payload} payload
 */
function targetOf(payload) {
  return join('..', placeOf(payload), 'node_modules', payload.name, payload.program)
}

/** @param {import('./payloads.mjs').Payload} payload */
function placeOf(payload) {
  return `${basename(payload.program)}-${payload.version}`
}

/**
 * Removes what runs that were cut off left behind. We hold the lock, so nobody is at work on it.
 * @param {string} folder
 */
function removePartial(folder) {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.partial')) {
      rmSync(join(folder, name), { recursive: true, force: true })
    }
  }
}

/** The npm that started us, else the one on PATH. */
function npmCommand() {
  const running = process.env['npm_execpath']
  if (running !== undefined && basename(running) === 'npm-cli.js') {
    return [process.execPath, running]
  }
  try {
    execFileSync('npm', ['--version'], { stdio: 'ignore' })
  } catch {
    throw new Failure(
      'npm is not on the PATH. Install it (it comes with Node) and run the command again.',
    )
  }
  return ['npm']
}
