import { type AtSign, parseAtSign } from '../at-sign.ts'
import { maxListedAtSigns } from '../limits.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { oneOf, runOf, skip, token } from './grammar.ts'
import { choice, items, required, requiredChoice } from './reading.ts'

/** The two lists of who may connect; `allow` is this project's extension. */
export type ConnectList = 'block' | 'allow'

/** What a `config:` line asks for. */
export type ConfigAction =
  | {
      readonly kind: 'add' | 'remove'
      readonly list: ConnectList
      readonly atSigns: readonly AtSign[]
    }
  /** `config:allow:remove:*`: from now on there is no list. */
  | { readonly kind: 'unset'; readonly list: 'allow' }
  | { readonly kind: 'show'; readonly list: ConnectList }
  /** `value` is `undefined` when the line has no `=`. */
  | { readonly kind: 'set'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'reset' | 'print'; readonly name: string }

/** `config:`: who may connect, and settings that may change while running. */
export type ConfigCommand = { readonly verb: 'config'; readonly action: ConfigAction }

const lists: readonly ConnectList[] = ['block', 'allow']
const listOperations = ['add', 'remove', 'show'] as const
const setOperations = ['set', 'reset', 'print'] as const
const listWord = oneOf(...lists)
const listOperationWord = oneOf(...listOperations)
const setOperationWord = oneOf(...setOperations)

/**
 * `config:(block|allow):(add|remove):@<name>[ @<name>…]`, `config:(block|allow):show`,
 * `config:allow:remove:*`, `config:set:<name>=<value>`, `config:(reset|print):<name>`: requirement
 * `wire.config.grammar`.
 */
export const configCodec: CommandCodec<ConfigCommand> = {
  verb: 'config',
  summary: 'Who may connect, and settings that may change while running.',
  usage:
    'configure block syntax config:block:<action>:@<atSign> e.g config:block:add:@alice view syntax config:show:<type> e.g config:shoe:allow configure set syntax e.g. config:set:<configName>=<configValue> config:reset(or)print:<configName>',
  example: 'config:block:add:@mallory @eve',
  captures,
  read: (found) => ({
    verb: 'config',
    action: found['operation'] === undefined ? readSetting(found) : readList(found),
  }),
  write: ({ action }) => `config:${writeAction(action)}`,
}

function captures(line: string): Captures | undefined {
  const from = skip(line, 0, 'config:')
  return from === -1 ? undefined : (listAt(line, from) ?? settingAt(line, from))
}

/** `block:` or `allow:` and what shall happen to it. */
function listAt(line: string, from: number): Captures | undefined {
  const listEnd = listWord(line, from)
  const start = listEnd === -1 ? -1 : skip(line, listEnd, ':')
  const end = start === -1 ? -1 : listOperationWord(line, start)
  if (end === -1) {
    return undefined
  }
  const found = { list: line.slice(from, listEnd), operation: line.slice(start, end) }
  if (skip(line, start, 'show') !== -1) {
    return end === line.length ? found : undefined
  }
  if (skip(line, from, 'allow:remove:*') === line.length) {
    return { ...found, everyone: '*' }
  }
  return line[end] === ':' && areNames(line, end + 1)
    ? { ...found, atSign: line.slice(end + 1) }
    : undefined
}

function settingAt(line: string, from: number): Captures | undefined {
  const end = setOperationWord(line, from)
  return end !== -1 && line[end] === ':' && end + 1 < line.length
    ? { setOperation: line.slice(from, end), configNew: line.slice(end + 1) }
    : undefined
}

/** A later name may hold a colon, and is refused when it is read. */
const laterName = runOf(/[^\s@]+/)

/** Names with their `@`, exactly one blank between two, up to the end of the line. */
function areNames(line: string, from: number): boolean {
  let at = line[from] === '@' ? token(line, from + 1) : -1
  while (at !== -1 && at < line.length) {
    at = line.startsWith(' @', at) ? laterName(line, at + 2) : -1
  }
  return at !== -1
}

function readList(found: Captures): ConfigAction {
  const kind = requiredChoice(found, 'operation', listOperations)
  const list = choice(found, 'list', lists) ?? 'block'
  if (kind === 'show') {
    return { kind, list }
  }
  if (found['everyone'] !== undefined) {
    return { kind: 'unset', list: 'allow' }
  }
  const names = items(required(found, 'atSign'), {
    separator: ' ',
    most: maxListedAtSigns,
    name: 'atSigns',
  })
  return { kind, list, atSigns: names.map((name) => parseAtSign(name)) }
}

function readSetting(found: Captures): ConfigAction {
  const kind = requiredChoice(found, 'setOperation', setOperations)
  const setting = required(found, 'configNew')
  if (kind !== 'set') {
    return { kind, name: setting }
  }
  const equals = setting.indexOf('=')
  return equals === -1
    ? { kind, name: setting, value: undefined }
    : { kind, name: setting.slice(0, equals), value: setting.slice(equals + 1) }
}

function writeAction(action: ConfigAction): string {
  switch (action.kind) {
    case 'add':
    case 'remove':
      return `${action.list}:${action.kind}:${action.atSigns.join(' ')}`
    case 'unset':
      return 'allow:remove:*'
    case 'show':
      return `${action.list}:show`
    case 'set':
      return `set:${action.name}${action.value === undefined ? '' : `=${action.value}`}`
    case 'reset':
    case 'print':
      return `${action.kind}:${action.name}`
    default:
      return action satisfies never
  }
}
