import { spawn } from 'node:child_process'
import { root } from '@atnet/tidy'

/** How a program ended, and all it said. */
export type Ended = { readonly ok: boolean; readonly output: string }

/** Runs a program to its end, in the root of the repository unless told otherwise. */
export function run(command: readonly string[], cwd: string = root): Promise<Ended> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    const keep = (text: string): void => {
      output += text
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

/** Runs programs one after the other and stops at the first that fails. */
export async function runAll(commands: readonly (readonly string[])[]): Promise<Ended> {
  for (const command of commands) {
    const ended = await run(command)
    if (!ended.ok) {
      return { ok: false, output: `$ ${command.join(' ')}\n${ended.output}` }
    }
  }
  return { ok: true, output: '' }
}
