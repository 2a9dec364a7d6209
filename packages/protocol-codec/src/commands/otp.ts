import type { Captures, CommandCodec } from './codec.ts'
import { captured, digits, endOf, oneOf, option, type Rule, skip, take, word } from './grammar.ts'
import { integer, requiredChoice } from './reading.ts'
import { prefixed, tagged } from './writing.ts'

/** `otp:`: makes a one-time passcode, or sets a lasting one. */
export type OtpCommand = {
  readonly verb: 'otp'
  readonly operation: 'get' | 'put'
  readonly passcode: string | undefined
  /** Milliseconds. */
  readonly ttl: number | undefined
}

const operations = ['get', 'put'] as const

/** Characters of the shortest passcode. */
const minPasscodeUnits = 6

const passcode: Rule = (line, at) => {
  const end = word(line, at)
  return end - at < minPasscodeUnits ? -1 : end
}

const ttl = [option(':ttl:', 'ttl', digits)]
const passcodeAndTtl = [option(':', 'otp', passcode), ...ttl]

/** `otp:get[:ttl:…]` or `otp:put:<passcode>[:ttl:…]`: requirement `enroll.otp.grammar`. */
export const otpCodec: CommandCodec<OtpCommand> = {
  verb: 'otp',
  summary: 'Makes a one-time passcode, or sets a lasting one.',
  usage: 'otp:get or otp:validate:<otp>',
  example: 'otp:put:ABC123:ttl:60000',
  captures,
  read: (found) => ({
    verb: 'otp',
    operation: requiredChoice(found, 'operation', operations),
    passcode: found['otp'],
    ttl: integer(found, 'ttl'),
  }),
  write: ({ operation, passcode, ttl }) =>
    `otp:${operation}${prefixed(passcode)}${tagged('ttl', ttl)}`,
}

function captures(line: string): Captures | undefined {
  const from = skip(line, 0, 'otp:')
  const end = from === -1 ? -1 : oneOf(...operations)(line, from)
  if (end === -1) {
    return undefined
  }
  const isPut = skip(line, from, 'put') !== -1
  const taken = take(line, end, isPut ? passcodeAndTtl : ttl)
  return endOf(taken, end) === line.length
    ? { operation: line.slice(from, end), ...captured(taken) }
    : undefined
}
