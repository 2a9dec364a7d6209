import { AtFault, type Command, format, parse } from '@atnet/protocol-codec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMANDS_OF } from './commands.ts'
import { withWildTexts } from './wild.ts'

// wire.command.format, wire.command.parse
describe.each(Object.entries(COMMANDS_OF))('%s', (_, commands: fc.Arbitrary<Command>) => {
  it('prints what it reads', () => {
    fc.assert(
      fc.property(commands, (command) => {
        expect(parse(format(command))).toEqual(command)
      }),
      { numRuns: 300 },
    )
  })

  it('never prints what would be read as something else', () => {
    fc.assert(
      fc.property(withWildTexts(commands), (command) => {
        const line = lineOf(command)
        expect(line ?? '').not.toContain('\n')
        expect(line === undefined ? command : parse(line)).toEqual(command)
      }),
      { numRuns: 300 },
    )
  })
})

/** The line, or `undefined` when the command cannot be written. */
function lineOf(command: Command): string | undefined {
  try {
    return format(command)
  } catch (error) {
    if (error instanceof AtFault && error.fault === 'illegalArgument') {
      return undefined
    }
    throw error
  }
}
