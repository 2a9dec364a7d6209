import { describe, expect, it } from 'vitest'
import { checkRanges } from './ranges.ts'

describe('lifetimes that mean nothing are refused (data.metadata.ranges)', () => {
  it.each([
    [{ ttl: -1 }, 'Valid value for TTL should be greater than or equal to 0'],
    [{ ttb: -1 }, 'Valid value for TTB should be greater than or equal to 0'],
    [{ ttr: -2 }, 'Valid values for TTR are -1 and greater than or equal to 1'],
  ])('%j is AT0003', (request, detail) => {
    expect(() => checkRanges(request)).toThrow(
      expect.objectContaining({ fault: 'invalidSyntax', detail }),
    )
  })

  it.each([{ ttl: 0 }, { ttb: 0 }, { ttr: -1 }, { ttr: 0 }, { ttr: 1 }, {}])(
    '%j is fine',
    (request) => {
      expect(() => checkRanges(request)).not.toThrow()
    },
  )
})
