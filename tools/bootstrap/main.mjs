import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { handOver, isSupportedNode } from '../../packages/runtime/launch.mjs'
import { build } from './build.mjs'
import { COMMANDS, usage } from './commands.mjs'
import { dependenciesCurrent, installDependencies } from './dependencies.mjs'
import { installerEnvironment, withoutNpm, withToolchain } from './environment.mjs'
import { Failure } from './failure.mjs'
import { takeLock } from './lock.mjs'
import { stopOnSignals } from './step.mjs'
import { binFolder, install, isInstalled, neededPayloads } from './toolchain.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const folder = join(root, '.toolchain')

/**
 * Sets up what the command needs, then becomes the command (tools.setup.once, tools.start.signals).
 * @param {readonly string[]} argv the command's name and its arguments
 */
export async function main([name = '', ...args]) {
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command === undefined) {
      throw new Failure(`there is no command '${name}'.\n${usage()}`, 2)
    }
    process.chdir(root)
    await setUp(command)
    become(command, args)
  } catch (error) {
    const failure = sentenceOf(error)
    process.stderr.write(`atnet: ${failure.message}\n`)
    process.exitCode = failure.exitCode
  }
}

/** @param {import('./commands.mjs').Command} command */
async function setUp({ builds = [] }) {
  const missing = () => neededPayloads().filter((payload) => !isInstalled(folder, payload))
  if (missing().length === 0 && dependenciesCurrent(root) && builds.length === 0) {
    return
  }
  const restoreSignals = stopOnSignals()
  const release = await takeLock(folder)
  try {
    for (const payload of missing()) {
      await install(folder, payload)
    }
    const env = withToolchain({ env: installerEnvironment(process.env), bin: binFolder(folder) })
    if (!dependenciesCurrent(root)) {
      await installDependencies({ root, env })
    }
    await build({ root, env, packages: builds })
  } finally {
    restoreSignals()
    release()
  }
}

/**
 * @param {import('./commands.mjs').Command} command
 * @param {readonly string[]} args
 */
function become({ run: [first = '', ...rest] }, args) {
  const env = withToolchain({ env: withoutNpm(process.env), bin: binFolder(folder) })
  const program = first === 'node' ? ourNode() : join(root, first)
  if (!existsSync(program)) {
    throw new Failure(
      `${program} is missing. Delete .toolchain/installed and run the command again.`,
    )
  }
  handOver({ program, args: [...rest, ...args], env })
}

function ourNode() {
  return isSupportedNode(process.versions.node) ? process.execPath : join(binFolder(folder), 'node')
}

/** @param {unknown} error */
function sentenceOf(error) {
  if (error instanceof Failure) {
    return error
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new Failure(
      `${root} cannot be written. Make it yours (chown, chmod) or clone into a folder of your own.`,
    )
  }
  if (code === 'ENOSPC') {
    return new Failure(
      `the disk that holds ${root} is full. Free about 1 GB and run the command again.`,
    )
  }
  return new Failure(error instanceof Error ? (error.stack ?? error.message) : String(error))
}
