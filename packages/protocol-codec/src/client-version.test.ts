import { describe, expect, it } from 'vitest'
import { readsJsonErrors } from './client-version.ts'

// wire.fault.json-version
describe('readsJsonErrors', () => {
  it.each(['3.0.38', '3.0.38-rc.1', '3.1.0', '3.0.100', '10.0.0', '4.0.0+build.1', '3.3.0'])(
    'is true for %s',
    (version) => {
      expect(readsJsonErrors(version)).toBe(true)
    },
  )

  it.each([
    undefined,
    '',
    '3.0.37',
    '3.0.37+1',
    '3.0.37-rc',
    '3.0.36',
    '2.99.99',
    '0.0.0',
    'zzz',
    '3.1',
    '3.1.0.0',
    'v3.1.0',
    ' 3.1.0',
    '3.1.0\n',
    '3.1.0-',
    '-3.1.0',
    '3.1.0 beta',
    `3.1.${'9'.repeat(200)}`,
    `3.1.0-${'a'.repeat(10_000_000)}`,
  ])('is false for %.20s', (version) => {
    expect(readsJsonErrors(version)).toBe(false)
  })
})
