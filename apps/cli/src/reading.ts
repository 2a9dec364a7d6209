import { AtFault, type AtSign, type Command, parse, parseAtSign } from '@atnet/protocol-codec'
import { type Options, textOf } from './command.ts'
import { UsageError } from './usage-error.ts'

/** An atSign someone typed. Throws {@link UsageError}. */
export function readAtSign(text: string): AtSign {
  try {
    return parseAtSign(text)
  } catch (error) {
    throw asUsage(error, `${text} is not an atSign`)
  }
}

/** Several atSigns with commas between them. Throws {@link UsageError}. */
export function readAtSigns(text: string): readonly AtSign[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(readAtSign)
}

/** The atSign of `-a`. Throws {@link UsageError} when it was left out. */
export function whoAmI(options: Options): AtSign {
  const text = textOf(options, 'atsign')
  if (text === undefined) {
    throw new UsageError('Say who you are, such as -a @alice.')
  }
  return readAtSign(text)
}

/**
 * The protocol command a line makes, checked before anything is sent. Throws {@link UsageError}
 * that says what `described` should look like.
 */
export function readCommand(line: string, described: string): Command {
  if (line.includes('\n')) {
    throw new UsageError(
      'A value cannot hold a line break: encode it first, for example as base64.',
    )
  }
  try {
    return parse(line)
  } catch (error) {
    throw asUsage(error, described)
  }
}

/** A whole number from `min` to `max`. Throws {@link UsageError} naming the option. */
export function readNumber(
  options: Options,
  name: string,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  const text = textOf(options, name)
  if (text === undefined) {
    return undefined
  }
  const value = /^-?\d{1,15}$/u.test(text) ? Number(text) : Number.NaN
  if (!(value >= range.min && value <= range.max)) {
    throw new UsageError(
      `--${name} ${text} is not a whole number from ${range.min} to ${range.max}.`,
    )
  }
  return value
}

/** What an atServer wrote as JSON. Throws an `Error` that says it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error('The atServer answered something else than the JSON it owes.', { cause: error })
  }
}

function asUsage(error: unknown, what: string): Error {
  return error instanceof AtFault
    ? new UsageError(`${what} (${error.detail}).`)
    : error instanceof Error
      ? error
      : new Error(String(error))
}
