import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxFiguresPerFamily } from '../limits.ts'
import { openMetrics } from './exposition.ts'

describe('metrics (ops.metrics.text)', () => {
  it('show every combination of labels from the start, and count', () => {
    const metrics = openMetrics()
    const count = metrics.counter({
      name: 'atnet_commands_total',
      help: 'Commands answered.',
      labels: { verb: ['scan', 'info'], outcome: ['done', 'refused'] },
    })
    count({ verb: 'scan', outcome: 'refused' })
    count({ verb: 'info', outcome: 'done' }, 3)
    expect(metrics.expose()).toBe(
      [
        '# HELP atnet_commands_total Commands answered.',
        '# TYPE atnet_commands_total counter',
        'atnet_commands_total{verb="scan",outcome="done"} 0',
        'atnet_commands_total{verb="scan",outcome="refused"} 1',
        'atnet_commands_total{verb="info",outcome="done"} 3',
        'atnet_commands_total{verb="info",outcome="refused"} 0',
        '',
      ].join('\n'),
    )
  })

  it('read what is there when somebody asks', () => {
    const metrics = openMetrics()
    let open = 1
    metrics.readings(
      { name: 'atnet_open', help: 'Open "ones",\nby line.', labels: {}, kind: 'gauge' },
      () => [{ labels: {}, value: open }],
    )
    open = 7
    expect(metrics.expose()).toBe(
      '# HELP atnet_open Open "ones",\\nby line.\n# TYPE atnet_open gauge\natnet_open 7\n',
    )
  })

  it('add up a histogram as its readers expect', () => {
    const metrics = openMetrics()
    const note = metrics.histogram({ name: 'atnet_size', help: 'Sizes.', bounds: [1, 10] })
    for (const value of [0, 1, 2, 10, 11]) {
      note(value)
    }
    expect(metrics.expose().split('\n').slice(2, -1)).toEqual([
      'atnet_size_bucket{le="1"} 2',
      'atnet_size_bucket{le="10"} 4',
      'atnet_size_bucket{le="+Inf"} 5',
      'atnet_size_sum 24',
      'atnet_size_count 5',
    ])
  })

  it('refuse a name that is taken', () => {
    const metrics = openMetrics()
    metrics.counter({ name: 'atnet_x_total', help: 'X.', labels: {} })
    expect(() => metrics.histogram({ name: 'atnet_x_total', help: 'X.', bounds: [1] })).toThrow(
      /atnet_x_total/u,
    )
  })
})

describe('labels (ops.metrics.bounded)', () => {
  const values = ['a', 'b', 'c']
  const anyValue = fc.oneof(fc.constantFrom(...values), fc.string())

  it('never grow, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyValue, anyValue)), (pairs) => {
        const metrics = openMetrics()
        const count = metrics.counter<Record<'x' | 'y', readonly string[]>>({
          name: 'atnet_x_total',
          help: 'X.',
          labels: { x: values, y: values },
        })
        for (const [x, y] of pairs) {
          count({ x, y })
        }
        const lines = metrics.expose().split('\n').slice(2, -1)
        expect(lines).toHaveLength(9)
        const known = pairs.filter(([x, y]) => values.includes(x) && values.includes(y))
        const total = lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
        expect(total).toBe(known.length)
      }),
    )
  })

  it('cannot have more combinations than anybody wants to read', () => {
    const many = Array.from({ length: maxFiguresPerFamily + 1 }, (_, index) => `v${index}`)
    expect(() =>
      openMetrics().counter({ name: 'atnet_x_total', help: 'X.', labels: { x: many } }),
    ).toThrow(RangeError)
  })
})
