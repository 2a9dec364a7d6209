import { expect, it } from 'vitest'
import { announces } from './features.ts'

function infoWith(...features: readonly unknown[]): string {
  return JSON.stringify({ version: '3.16.4', features })
}

// client.features.absent-means-no
it('finds what is listed, whatever its status, unless it is retired', () => {
  for (const status of ['Preview', 'GA', 'Deprecated', 'Shiny', undefined]) {
    expect(announces(infoWith({ name: 'a' }, { name: 'b', status }), 'b')).toBe(true)
  }
  expect(announces(infoWith({ name: 'b', status: 'Retired' }), 'b')).toBe(false)
  expect(announces(infoWith({ name: 'a' }), 'b')).toBe(false)
})

it.each(['', 'x', 'null', '[]', '{}', '{"features":"b"}', '{"features":[null,1,"b",["b"]]}'])(
  'finds nothing in %j',
  (info) => {
    expect(announces(info, 'b')).toBe(false)
  },
)
