import { describe, expect, it } from 'vitest'
import { recognise } from './recognise.ts'
import { COMMANDS } from './verbs.ts'

// wire.verb.selection
describe('recognise', () => {
  it.each(Object.values(COMMANDS))('knows the example of $verb', ({ verb, example }) => {
    expect(recognise(example)).toBe(verb)
  })

  it.each([
    ['update:meta:x@alice', 'update:meta'],
    ['update:metafoo@alice v', 'update'],
    ['update:meta v', 'update'],
    ['notify:list', 'notify:list'],
    ['notify:listening', 'notify:list'],
    ['notify:fetch', 'notify:fetch'],
    ['notify:status', 'notify:status'],
    ['notify:all:', 'notify:all'],
    ['notify:remove:', 'notify:remove'],
    ['notify:remove', 'notify'],
    ['notify:update:@bob:xx@alice', 'notify'],
    ['scanx', 'scan'],
    ['stats:zzz', 'stats'],
    ['statsx', 'stats'],
    ['monitorx', 'monitor'],
    ['stream', 'stream'],
    ['sync:from', 'sync:from'],
    ['info:mtlsbrief', 'info'],
    ['noop:', 'noop'],
    ['from:', 'from'],
    ['batch:abortOnFailure:[]', 'batch'],
  ])('gives %j to %s', (line, verb) => {
    expect(recognise(line)).toBe(verb)
  })

  it.each([
    '',
    ':',
    ':foo',
    '@',
    '@bob',
    '{}',
    'foo',
    'exit',
    'from',
    'cram',
    'noop',
    'update',
    'delete',
    'notify',
    'enroll',
    'otp',
    'sync:-1',
    'pol:',
    'polx',
    'info:',
    'info:BRIEF',
    'info:briefly',
    'infox',
    '@noop:0',
    '@EXIT',
    '@exit:',
    'notify list',
    'constructor',
    '__proto__:x',
  ])('gives %j to no verb', (line) => {
    expect(recognise(line)).toBeUndefined()
  })

  // wire.exit.exact
  it('knows @exit byte for byte', () => {
    expect(recognise('@exit')).toBe('exit')
    expect(recognise('@Exit')).toBeUndefined()
  })

  // wire.verb.folding
  it.each([
    ['NOOP:0', 'noop'],
    ['No Op:0', 'noop'],
    ['  update :x@alice v', 'update'],
    ['Info', 'info'],
    ['INFO:brief', 'info'],
    ['SCAN', 'scan'],
    ['POL', 'pol'],
    ['Update:META:x@alice', 'update:meta'],
    ['scan ^public:', 'scan'],
    ['Monitor a:b', 'monitor'],
    ['scan Foo', 'scan'],
  ])('folds the head of %j to %s', (line, verb) => {
    expect(recognise(line)).toBe(verb)
  })

  it('takes a blank for part of the head only before a colon', () => {
    expect(recognise('no op')).toBeUndefined()
    expect(recognise('sc an:showhidden:true')).toBe('scan')
    expect(recognise('sc an')).toBeUndefined()
  })
})
