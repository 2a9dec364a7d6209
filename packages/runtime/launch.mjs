/**
 * How our programs get to a Node that can run them. Plain JavaScript that parses on every Node from
 * 20 on and is shipped as it is: it runs before anything is built.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** For people: what `isSupportedNode` accepts. */
export const supportedNode = '22.18 or newer (24 is best)'

/**
 * Whether our code runs on this Node: 22.18 and up, but not 23, which never got what we need.
 * @param {string} version for example `22.18.0`
 */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 18)
}

/**
 * Becomes another program: same process where Node can replace itself, so that the terminal, every
 * signal and the exit code are the program's own. Older Nodes start it as a child, hand on the
 * signals and leave with its exit code.
 * @param {{ program: string, args: readonly string[], env: NodeJS.ProcessEnv }} target an absolute path
 */
export function handOver({ program, args, env }) {
  if (typeof process.execve === 'function') {
    process.execve(program, [program, ...args], definedOf(env))
  }
  const child = spawn(program, args, { env, stdio: 'inherit' })
  const handOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
  for (const signal of handedOn) {
    process.on(signal, handOn)
  }
  child.on('error', (error) => leave(`cannot start ${program}: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exit(code ?? 1)
    }
    for (const each of handedOn) {
      process.off(each, handOn)
    }
    process.kill(process.pid, signal) // Whoever waits for us must see the same end.
  })
}

/**
 * Runs the built main module of a program, on this Node if it can, else on the one that the
 * repository's setup fetched; with neither, or with nothing built, says what to do.
 * @param {URL} main for example `new URL('../dist/main.js', import.meta.url)`
 */
export async function launch(main) {
  const path = fileURLToPath(main)
  if (!existsSync(path)) {
    return leave(
      `${path} is not built yet. Run \`npm start\` (or \`npm run build\`) once in the clone`,
    )
  }
  if (isSupportedNode(process.versions.node)) {
    await import(main.href)
    return
  }
  const program = fetchedNode(dirname(path))
  if (program === undefined) {
    return leave(
      `Node ${process.versions.node} is too old: Node ${supportedNode} is needed. Install it, or run \`npm start\` once in a clone, which fetches one`,
    )
  }
  handOver({ program, args: process.argv.slice(1), env: process.env })
}

const handedOn = /** @type {const} */ (['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGUSR2', 'SIGWINCH'])

/**
 * The Node that tools/bootstrap.mjs keeps in the clone that holds `folder`.
 * @param {string} folder
 * @returns {string | undefined}
 */
function fetchedNode(folder) {
  const program = join(folder, '.toolchain', 'bin', 'node')
  if (existsSync(program)) {
    return program
  }
  const above = dirname(folder)
  return above === folder ? undefined : fetchedNode(above)
}

/** @param {NodeJS.ProcessEnv} env @returns {Record<string, string>} */
function definedOf(env) {
  /** @type {[string, string][]} */
  const entries = []
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined) {
      entries.push([name, value])
    }
  }
  return Object.fromEntries(entries)
}

/** @param {string} sentence */
function leave(sentence) {
  process.stderr.write(`atnet: ${sentence}.\n`)
  process.exitCode = 1
}
