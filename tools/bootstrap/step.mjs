import { spawn } from 'node:child_process'

/** Enough of an installer's words to explain a failure, however much it says. */
const maxKeptChars = 64 * 1024

/** A line for the person waiting. Always on stderr (tools.setup.stdout). */
export function say(/** @type {string} */ line) {
  process.stderr.write(`atnet: ${line}\n`)
}

/**
 * Runs an installer or builder to its end and keeps what it said. A signal that stops us stops it
 * too, so that nothing goes on working behind the person's back.
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runStep([program = '', ...args], { cwd, env }) {
  return new Promise((resolve) => {
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-maxKeptChars)
    }
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const done = (/** @type {boolean} */ ok) => {
      running.delete(child)
      resolve({ ok, output })
    }
    child.on('error', (error) => {
      output += `${error.message}\n`
      done(false)
    })
    child.on('close', (code) => done(code === 0))
  })
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** The signals by which people and process managers stop a program, with their numbers. */
const STOP_SIGNALS = /** @type {const} */ ([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
])

/**
 * While setting up, a stop signal ends the step under way and then us; nothing half-made is taken
 * for whole by the next run. Returns the function that gives the signals back.
 */
export function stopOnSignals() {
  const listeners = STOP_SIGNALS.map(([name, number]) => {
    const listener = () => {
      for (const child of running) {
        child.kill(name)
      }
      process.exit(128 + number)
    }
    process.on(name, listener)
    return { name, listener }
  })
  return () => {
    for (const { name, listener } of listeners) {
      process.off(name, listener)
    }
  }
}
