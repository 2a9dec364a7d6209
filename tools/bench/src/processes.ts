import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A server under load: its first line on stdout says that it is ready. */
export type ServerProcess = {
  readonly firstLine: string
  /** CPU time used so far, user and system, microseconds; `undefined` where the system does not tell. */
  readonly cpuMicros: () => number | undefined
  readonly stop: () => Promise<void>
}

/** Starts a server from its sources and waits for its first line. */
export function startServer(script: string, args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--conditions=@atnet/source', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with code ${code}`)))
    createInterface({ input: child.stdout }).once('line', (firstLine) => {
      resolve({ firstLine, cpuMicros: () => cpuMicros(child), stop: () => stop(child) })
    })
  })
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit')
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** Linux counts process time in hundredths of a second, fields 14 and 15 of `stat`. */
function cpuMicros({ pid }: ChildProcess): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10_000
  } catch {
    return undefined
  }
}
