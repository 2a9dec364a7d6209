import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A program of ours that has said it is ready. */
export type Launched = {
  readonly pid: number
  /** The port its ready line names. */
  readonly port: number
  /** Everything it has said on standard error so far. */
  readonly complaints: () => string
  /** Sends a signal and waits for the end; gives the exit code, or `null` after a kill. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

/** How a program came to its end. */
export type Ended = { readonly code: number | null; readonly out: string; readonly error: string }

/** Types are stripped from hundreds of files at each start; once is enough. */
const compiled = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))

/** What a program runs in. */
export type Place = {
  /** A command that runs it, such as a tracer. */
  readonly under?: readonly string[]
  /** Flags of Node itself, such as how large its heap may get. */
  readonly node?: readonly string[]
}

type App = 'root-server' | 'secondary-server' | 'cli'

/** A program of ours as a process, run from its source. Nothing of this process's environment gets in its way. */
export function spawnApp(
  app: App,
  flags: readonly string[],
  options: Place & { readonly cwd?: string } = {},
): ChildProcess {
  const main = fileURLToPath(new URL(`../../../apps/${app}/src/main.ts`, import.meta.url))
  const { under = [], node = [] } = options
  const command = [...under, process.execPath, ...node, '--conditions=@atnet/source', main]
  const [program = '', ...rest] = command
  const foreign = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:ATNET_|NODE_)/u.test(name)),
  )
  const child = spawn(program, [...rest, ...flags], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...foreign, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compiled },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Programs that have not ended: none may outlive the tests, however those end. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL')
  }
})

/** Starts a server and waits for its ready line. Throws with its complaints when it ends instead. */
export async function launch(
  app: App,
  flags: readonly string[],
  options: Place = {},
): Promise<Launched> {
  const child = spawnApp(app, flags, options)
  const said = listen(child)
  const exited = once(child, 'exit').then(([code]: unknown[]) => code)
  await Promise.race([said.firstLine, exited])
  const port = /port (?<port>\d+)/u.exec(said.out())?.groups?.['port']
  if (port === undefined || child.pid === undefined) {
    child.kill('SIGKILL')
    throw new Error(`${app} did not start: ${said.error()}${said.out()}`)
  }
  const pid = options.under === undefined ? child.pid : childOf(child.pid)
  return {
    pid,
    port: Number(port),
    complaints: said.error,
    end: async (signal) => {
      process.kill(pid, signal)
      const code = await exited
      return typeof code === 'number' ? code : null
    },
  }
}

/** The process that a tracer has started; signals are for that, not for the tracer. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())
}

/** Runs a program to its end, with `input` on its standard input. */
export async function run(
  app: App,
  flags: readonly string[],
  options: { readonly input?: string; readonly cwd?: string } = {},
): Promise<Ended> {
  const { input = '', ...place } = options
  const child = spawnApp(app, flags, place)
  const said = listen(child)
  child.stdin?.end(input)
  const [code]: unknown[] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : null, out: said.out(), error: said.error() }
}

type Said = {
  readonly out: () => string
  readonly error: () => string
  readonly firstLine: Promise<void>
}

function listen({ stdout, stderr }: ChildProcess): Said {
  let out = ''
  let error = ''
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    error += text
  })
  const firstLine = new Promise<void>((resolve) => {
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('\n')) {
        resolve()
      }
    })
  })
  return { out: () => out, error: () => error, firstLine }
}
