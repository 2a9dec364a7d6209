import { expect, it } from 'vitest'
import { oneLine, visible } from './visible.ts'

// cli.output.harmless
it('spells out what a terminal would obey, and nothing else', () => {
  expect(visible('a\u001b[2J\u009b1m\u0000\u007f')).toBe('a\\x1b[2J\\x9b1m\\x00\\x7f')
  expect(visible('é 🛠\ta\nb "{}"')).toBe('é 🛠\ta\nb "{}"')
})

it('makes one line of several', () => {
  expect(oneLine('a\r\n\tb\u0007')).toBe('a b\\x07')
})
