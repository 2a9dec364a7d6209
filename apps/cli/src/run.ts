import { ClientError, ServerFault } from '@atnet/client'
import { MiniNetworkError } from '@atnet/mini-network'
import { CommanderError } from 'commander'
import { COMMANDS } from './commands.ts'
import type { Host } from './host.ts'
import { chooseCommand, isShown } from './program.ts'
import { UsageError } from './usage-error.ts'
import { oneLine } from './visible.ts'

/** What `run` gives. */
const exitCodes = { done: 0, failed: 1, misused: 2 } as const

/**
 * Runs one command line to its end and gives the exit code: 0 done, 1 failed, 2 used wrongly. A
 * failure is one sentence on standard error that says what to do (requirement `cli.errors`).
 */
export async function run(
  argv: readonly string[],
  { host, version }: { readonly host: Host; readonly version: string },
): Promise<number> {
  const wantsJson = argv.includes('--json')
  try {
    const chosen = chooseCommand(argv, { host, version })
    await chosen?.spec.run(chosen.call)
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError && isShown(error)) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.misused
    }
    const isMisused = error instanceof CommanderError || error instanceof UsageError
    host.error(`${wantsJson ? asJson(error) : asText(error, argv)}\n`)
    return isMisused ? exitCodes.misused : exitCodes.failed
  }
}

function asText(error: unknown, argv: readonly string[]): string {
  const sentence = `atnet: ${isOurs(error) ? mistake(error) : oneLine(sentenceOf(error))}`
  if (error instanceof CommanderError) {
    return `${sentence} Try ${['atnet', ...namedIn(argv), '--help'].join(' ')}.`
  }
  return sentence
}

/** The words of the command that a line was meant for, as far as one can tell. */
function namedIn(argv: readonly string[]): readonly string[] {
  const names = COMMANDS.map(({ name }) => name.split(' '))
  for (const start of argv.keys()) {
    const found = names.find((words) => words.every((word, index) => argv[start + index] === word))
    if (found !== undefined) {
      return found
    }
  }
  return []
}

function asJson(error: unknown): string {
  return JSON.stringify({ error: { kind: kindOf(error), message: oneLine(sentenceOf(error)) } })
}

/** What programs react to: the server's code, or the kind of problem. */
function kindOf(error: unknown): string {
  if (error instanceof ServerFault) {
    return error.code
  }
  if (error instanceof ClientError || error instanceof MiniNetworkError) {
    return error.problem
  }
  return error instanceof CommanderError || error instanceof UsageError ? 'usage' : 'failed'
}

function sentenceOf(error: unknown): string {
  if (error instanceof CommanderError) {
    const text = error.message
      .replace(/^error: /u, '')
      .replaceAll(/\s+/gu, ' ')
      .replace(/\.$/u, '')
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
  }
  if (!(error instanceof Error)) {
    return String(error)
  }
  return error.message
}

function isOurs(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof RangeError
}

/** A mistake of ours is no use to anybody without the place it happened at. */
function mistake(error: Error): string {
  return `This is a mistake in atnet: ${error.stack ?? error.message}`
}
