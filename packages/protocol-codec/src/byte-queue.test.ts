import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteQueue } from './byte-queue.ts'

describe('ByteQueue', () => {
  it('behaves as one long run of bytes', () => {
    const step = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ minLength: 4_000, maxLength: 9_000, size: 'max' }),
      fc.nat({ max: 10_000 }),
      fc.constant('clear' as const),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const queue = new ByteQueue()
        let model: readonly number[] = []
        for (const what of steps) {
          if (what === 'clear') {
            queue.clear()
            model = []
          } else if (typeof what === 'number') {
            const count = Math.min(what, model.length)
            queue.consume(count)
            model = model.slice(count)
          } else {
            queue.append(what)
            model = [...model, ...what]
          }
          expect(queue.length).toBe(model.length)
        }
        expect([...queue.view]).toEqual(model)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps what it holds when the piece given is changed later', () => {
    const queue = new ByteQueue()
    const piece = Uint8Array.of(1, 2)
    queue.append(piece)
    piece.fill(9)
    expect([...queue.view]).toEqual([1, 2])
  })

  it('lets go of the room a long line needed', () => {
    const queue = new ByteQueue()
    queue.append(new Uint8Array(1_000_000))
    queue.consume(1_000_000)
    queue.append(Uint8Array.of(1))
    expect(queue.view.buffer.byteLength).toBeLessThan(10_000)
  })
})
