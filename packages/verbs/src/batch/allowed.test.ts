import { AtFault, COMMANDS, recognise, type VerbName } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { checkAllowed } from './allowed.ts'

/** A line of every verb, and whether it may stand in a batch. */
const lines: Readonly<Record<VerbName, readonly (readonly [line: string, may: boolean])[]>> = {
  lookup: [['lookup:phone@alice', true]],
  llookup: [['llookup:phone@alice', true]],
  plookup: [['plookup:phone@alice', true]],
  notify: [['notify:@bob:phone@alice', true]],
  'notify:all': [['notify:all:update:@bob:phone@alice', true]],
  'notify:list': [['notify:list', true]],
  'notify:status': [['notify:status:1', true]],
  'notify:fetch': [['notify:fetch:1', true]],
  'notify:remove': [['notify:remove:1', true]],
  update: [
    ['update:phone@alice 1', true],
    ['update:json:{}', true],
    ['UPDATE:phone@alice', true],
  ],
  'update:meta': [['update:meta:phone@alice:ttl:1', true]],
  delete: [['delete:phone@alice', true]],
  scan: [['scan', true]],
  'sync:from': [['sync:from:1', true]],
  stats: [['stats', true]],
  info: [['info', true]],
  noop: [['noop:1', true]],
  otp: [['otp:get', true]],
  keys: [['keys:get:self', true]],
  config: [
    ['config:block:show', true],
    ['config:block:add:@bob', true],
    ['config:allow:show', true],
    ['config:print:autoNotify', true],
    ['config:reset:autoNotify', true],
    ['config:set:autoNotify=false', false],
    ['Config:SET:autoNotify=false', false],
  ],
  from: [['from:@alice', false]],
  cram: [['cram:00', false]],
  pkam: [
    ['pkam:x', false],
    ['PKAM:x', false],
  ],
  pol: [['pol', false]],
  to: [['to:@alice', false]],
  monitor: [
    ['monitor', false],
    ['monitor:1 .wavi', false],
  ],
  stream: [
    ['stream:init@bob id file 1', false],
    ['stream:receive id', false],
  ],
  batch: [
    ['batch:[]', false],
    ['batch:abortOnFailure:[]', false],
  ],
  exit: [['@exit', false]],
  enroll: [
    ['enroll:list', false],
    ['enroll:request:{}', false],
  ],
}

function faultOf(line: string): string | undefined {
  try {
    checkAllowed(line)
    return undefined
  } catch (error) {
    return error instanceof AtFault ? error.fault : 'another error'
  }
}

// data.batch.allowed
describe('inside a batch', () => {
  const rows = Object.entries(lines).flatMap(([verb, examples]) =>
    examples.map(([line, may]) => ({ verb, line, may })),
  )
  it.each(rows)('$line may stand: $may', ({ verb, line, may }) => {
    expect(recognise(line)).toBe(verb)
    expect(faultOf(line)).toBe(may ? undefined : 'illegalArgument')
  })

  it('what is no command may stand: it has its own answer', () => {
    expect(() => checkAllowed('nonsense')).not.toThrow()
    expect(() => checkAllowed('')).not.toThrow()
  })

  it('every verb has its example', () => {
    const verbs = Object.values(COMMANDS).map(({ verb }) => verb)
    expect(Object.keys(lines).toSorted()).toEqual(verbs.toSorted())
  })
})
