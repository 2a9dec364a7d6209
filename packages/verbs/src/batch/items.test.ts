import { describe, expect, it } from 'vitest'
import { maxBatchItems } from '../limits.ts'
import { readBatch } from './items.ts'

// data.batch.malformed
describe('the commands of a batch', () => {
  it.each([
    ['[]', []],
    ['[{"id":1,"command":"scan"}]', [{ id: 1, line: 'scan' }]],
    ['[{"command":"scan"}]', [{ id: null, line: 'scan' }]],
    ['[{"id":null,"command":"","x":1}]', [{ id: null, line: '' }]],
    [
      '[{"id":-2,"command":"a"},{"id":-2,"command":"b"}]',
      [
        { id: -2, line: 'a' },
        { id: -2, line: 'b' },
      ],
    ],
  ])('of %s are read', (json, items) => {
    expect(readBatch(json)).toEqual(items)
  })

  it.each([
    ['x', 'invalidSyntax'],
    ['[{]', 'invalidSyntax'],
    ['['.repeat(65), 'invalidSyntax'],
    ['{}', 'internalError'],
    ['null', 'internalError'],
    ['[1]', 'internalError'],
    ['[null]', 'internalError'],
    ['[{"id":1}]', 'internalError'],
    ['[{"id":1,"command":2}]', 'internalError'],
    ['[{"id":"1","command":"scan"}]', 'internalError'],
    ['[{"id":1.5,"command":"scan"}]', 'internalError'],
    ['[{"id":1e300,"command":"scan"}]', 'invalidSyntax'],
    ['[{"id":9007199254740993,"command":"scan"}]', 'invalidSyntax'],
    ['[{"id":1,"id":2,"command":"scan"}]', 'invalidSyntax'],
    ['[{"id":1,"command":"scan","command":"delete:x@alice"}]', 'invalidSyntax'],
    ['[{"id":1,"command":"update:x@alice \\ud800"}]', 'invalidSyntax'],
    ['[{"id":1,"__proto__":{"command":"scan"}}]', 'internalError'],
    [`[${'{"command":"scan"},'.repeat(maxBatchItems)}{"command":"scan"}]`, 'illegalArgument'],
  ])('cannot be %.60s', (json, fault) => {
    expect(() => readBatch(json)).toThrow(expect.objectContaining({ fault }))
  })
})
