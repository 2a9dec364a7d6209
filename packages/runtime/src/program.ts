import { readFileSync } from 'node:fs'
import { type Clock, systemClock, type Timer } from './clock.ts'
import { forcedExitMs, maxSettingFileBytes, stopGraceMs } from './limits.ts'
import { readTextFile } from './text-file.ts'

/** Something that runs until it is disposed of. */
export type Service = {
  /** The one line for standard output once connections are accepted. */
  readonly ready: string
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** What the command line, the environment and the configuration file came to. */
export type Invocation<Values> =
  | { readonly kind: 'settings'; readonly values: Values }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }

/** A program that serves until it is told to stop. */
export type Program<Values> = {
  /** What its messages begin with. */
  readonly name: string
  readonly version: string
  /** Whatever this throws is the caller's mistake: one sentence, exit code 2. */
  readonly read: () => Invocation<Values>
  /** Whatever this throws is why it cannot start: one sentence, exit code 1. */
  readonly start: (values: Values) => Promise<Service>
}

/** The process around a program; tests bring their own. */
export type ProgramHost = {
  /** Calls `action` each time the process is asked to stop. */
  readonly onStopRequest: (action: () => void) => void
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  /** Ends the process once everything written has left. */
  readonly exit: (code: number) => void
  readonly clock: Clock
}

/** A start failed for a reason whoever started the program can mend. The message says how. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/**
 * Runs a program to its end (program.lifecycle): reads its settings, starts it, says that it is
 * ready, and on the first request to stop (SIGINT, SIGTERM, SIGHUP) disposes of it and exits with
 * 0. Further requests change nothing. Exit codes: 1 cannot start, 2 wrong usage.
 */
export async function runProgram<Values>(
  program: Program<Values>,
  host: ProgramHost = processHost(),
): Promise<void> {
  const stop = new Promise<void>((resolve) => {
    host.onStopRequest(resolve)
  })
  host.exit(await live(program, host, stop))
}

async function live<Values>(
  program: Program<Values>,
  host: ProgramHost,
  stop: Promise<void>,
): Promise<number> {
  let invocation: Invocation<Values>
  try {
    invocation = program.read()
  } catch (error) {
    host.error(`${program.name}: ${explain(error)}\nTry '${program.name} --help'.\n`)
    return 2
  }
  if (invocation.kind !== 'settings') {
    host.out(invocation.kind === 'help' ? ended(invocation.text) : `${program.version}\n`)
    return 0
  }
  let service: Service
  try {
    service = await program.start(invocation.values)
  } catch (error) {
    host.error(`${program.name}: ${explain(error)}\n`)
    return 1
  }
  host.out(`${service.ready}\n`)
  await stop
  return dispose(service, program, host)
}

/** What was acknowledged is on disk already, so a service that hangs while closing loses nothing. */
async function dispose<Values>(
  service: Service,
  { name }: Program<Values>,
  { clock, error: say }: ProgramHost,
): Promise<number> {
  const limit = timeLimit(clock)
  try {
    const outcome = await Promise.race([service[Symbol.asyncDispose](), limit.passed])
    if (outcome === 'late') {
      say(`${name}: stopped without waiting for connections that would not end\n`)
    }
    return 0
  } catch (error) {
    say(`${name}: did not stop cleanly: ${explain(error)}\n`)
    return 1
  } finally {
    limit.timer.cancel()
  }
}

function timeLimit(clock: Clock): { readonly passed: Promise<'late'>; readonly timer: Timer } {
  let timer: Timer = { cancel: () => undefined }
  const passed = new Promise<'late'>((resolve) => {
    timer = clock.after(stopGraceMs, () => resolve('late'))
  })
  return { passed, timer }
}

/** One sentence; a mistake of ours also shows where it happened. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error)
  }
  const ours = [TypeError, RangeError, ReferenceError, SyntaxError]
  const isOurs = ours.some((kind) => error instanceof kind)
  return isOurs
    ? `this is a mistake in the program: ${error.stack ?? error.message}`
    : error.message
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

/** This process. Broken pipes on its output are nothing to die of. */
function processHost(): ProgramHost {
  const { stdout, stderr } = process
  for (const stream of [stdout, stderr]) {
    stream.on('error', () => undefined)
  }
  return {
    onStopRequest: (action) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, action)
      }
    },
    out: (text) => stdout.write(text),
    error: (text) => stderr.write(text),
    exit: (code) => {
      systemClock.after(forcedExitMs, () => process.exit(code))
      stdout.write('', () => stderr.write('', () => process.exit(code)))
    },
    clock: systemClock,
  }
}

/**
 * The text of a file that a setting names. Throws `StartError` naming the flag, the file and what
 * to do.
 */
export function readSettingFile(flag: string, path: string): string {
  try {
    return readTextFile(path, maxSettingFileBytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(`The file of --${flag}, ${path}, ${reason}.`, { cause: error })
  }
}

/** The version in a package.json of ours. */
export function packageVersion(packageJson: URL): string {
  const parsed: unknown = JSON.parse(readFileSync(packageJson, 'utf8'))
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed
  return hasVersion ? String(parsed.version) : 'unknown'
}
