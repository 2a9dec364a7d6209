import { type AtSign, parseAtSign } from '../at-sign.ts'
import { AtFault } from '../faults.ts'
import { maxRecipients } from '../limits.ts'
import type { Captures, CommandCodec } from './codec.ts'
import {
  colonFree,
  digits,
  fit,
  oneOf,
  option,
  type Rule,
  runOf,
  signedDigits,
  skip,
  take,
  token,
} from './grammar.ts'
import { type MessageType, messageTypes, type NotifyOperation, notifyOperations } from './notify.ts'
import { boolean, choice, integer, items, required } from './reading.ts'
import { readAtSign } from './scope.ts'
import { prefixed } from './writing.ts'

/** One recipient: the name to use, and the text the reply's members are named by. */
export type Recipient = { readonly atSign: AtSign; readonly typed: string }

/** `notify:all:`: the same notification for several atSigns. */
export type NotifyAllCommand = {
  readonly verb: 'notify:all'
  readonly operation: NotifyOperation | undefined
  readonly messageType: MessageType | undefined
  /** Milliseconds. */
  readonly ttl: number | undefined
  /** Milliseconds. */
  readonly ttb: number | undefined
  /** Seconds; -1 keeps a cached copy for ever. */
  readonly ttr: number | undefined
  readonly ccd: boolean | undefined
  /** At least one. */
  readonly recipients: readonly Recipient[]
  readonly key: string
  readonly atSign: AtSign | undefined
  readonly value: string | undefined
}

const lettersE = runOf(/[eE]+/)

/** The published expression lets `false` end in any number of `e`. */
const looseFlag: Rule = (line, at) => {
  const end = skip(line, at, 'true')
  const stem = end === -1 ? skip(line, at, 'fals') : -1
  return stem === -1 ? end : lettersE(line, stem)
}

const options = [
  option('', 'operation', oneOf(...notifyOperations), ':'),
  option('messageType:', 'messageType', oneOf(...messageTypes), ':'),
  option('ttl:', 'ttl', digits, ':'),
  option('ttb:', 'ttb', digits, ':'),
  option('ttr:', 'ttr', signedDigits, ':'),
  option('ccd:', 'ccd', looseFlag, ':'),
]

/**
 * `notify:all:[update:|delete:][messageType:…:][ttl:…:][ttb:…:][ttr:…:][ccd:…:]
 * <recipient>[,<recipient>…]:<key>[@<owner>][:<value>]`: requirement `notify.all.grammar`.
 */
export const notifyAllCodec: CommandCodec<NotifyAllCommand> = {
  verb: 'notify:all',
  summary: 'Sends the same notification to several atSigns.',
  usage: 'e.g notify:all:@alice,@bob:key1@colin',
  example: 'notify:all:update:@bob,@carol:city@alice:Paris',
  captures,
  read: (found) => ({
    verb: 'notify:all',
    operation: choice(found, 'operation', notifyOperations),
    messageType: choice(found, 'messageType', messageTypes),
    ttl: integer(found, 'ttl'),
    ttb: integer(found, 'ttb'),
    ttr: integer(found, 'ttr'),
    ccd: boolean(found, 'ccd'),
    recipients: readRecipients(required(found, 'forAtSign')),
    key: required(found, 'atKey'),
    atSign: readAtSign(found, 'atSign'),
    value: found['value'],
  }),
  write: (command) =>
    [
      'notify:all:',
      leading('', command.operation),
      leading('messageType:', command.messageType),
      leading('ttl:', command.ttl),
      leading('ttb:', command.ttb),
      leading('ttr:', command.ttr),
      leading('ccd:', command.ccd),
      command.recipients.map(({ typed }) => typed).join(','),
      `:${command.key}${command.atSign ?? ''}${prefixed(command.value)}`,
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'notify:all:')
  return start === -1
    ? undefined
    : fit(take(line, start, options), start, (at) => recipientsAt(line, at))
}

/** `<recipients>:<key>[@<owner>][:<value>]` up to the end of the line. */
function recipientsAt(line: string, at: number): Captures | undefined {
  const colon = Math.max(colonFree(line, at), at)
  const keyEnd = line[colon] === ':' ? token(line, colon + 1) : -1
  if (keyEnd === -1) {
    return undefined
  }
  const found = { forAtSign: line.slice(at, colon), atKey: line.slice(colon + 1, keyEnd) }
  if (line[keyEnd] !== '@') {
    return withValue(line, keyEnd, found)
  }
  const ownerEnd = token(line, keyEnd + 1)
  return ownerEnd === -1
    ? undefined
    : withValue(line, ownerEnd, { ...found, atSign: line.slice(keyEnd + 1, ownerEnd) })
}

function withValue(line: string, at: number, found: Captures): Captures | undefined {
  if (at === line.length) {
    return found
  }
  return line[at] === ':' && at + 1 < line.length
    ? { ...found, value: line.slice(at + 1) }
    : undefined
}

/** Throws `AtFault`: `invalidSyntax` for a missing name, `invalidAtSign` for an impossible one. */
function readRecipients(text: string): readonly Recipient[] {
  const list = items(text, { separator: ',', most: maxRecipients, name: 'recipients' })
  return list.map((typed) => {
    if (typed === '') {
      throw new AtFault('invalidSyntax', 'Invalid syntax. a recipient is missing')
    }
    return { atSign: parseAtSign(typed), typed }
  })
}

function leading(label: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `${label}${value}:`
}
