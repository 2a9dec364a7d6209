import { describe, expect, it } from 'vitest'
import { correspondence } from './correspondence.ts'
import type { Reply } from './tokens.ts'

const one = '31450dd3-80d2-4b3f-b913-0adb93485873'
const two = 'ea5aef02-c4ce-42fe-a2ac-566477df131c'
const three = '65348adc-6ecf-4bd3-addd-e1facf15b6e5'

function tell(isCommit = false): {
  agree: (recorded: string, live: string) => boolean
  translate: (live: string) => string
} {
  const known = correspondence()
  const reply = (text: string): Reply => ({ text, isCommit, server: 'alice' })
  return {
    agree: (recorded, live) => known.agree({ recorded: reply(recorded), live: reply(live) }),
    translate: (live) => known.inRecordedWords(reply(live)),
  }
}

function record(createdAt: string, updatedAt: string, rest = ''): string {
  const day = '2026-11-22 '
  return `data:{"createdAt":"${day}${createdAt}Z","updatedAt":"${day}${updatedAt}Z"${rest}}\n@`
}

describe('two runs of one conversation (replay.tokens)', () => {
  it('agree on text only when it is the same', () => {
    const { agree } = tell()
    expect(agree('data:ok\n@', 'data:ok\n@')).toBe(true)
    expect(agree('data:ok\n@', 'data:ok\n@alice@')).toBe(false)
    expect(agree('data:3\n@', 'data:4\n@')).toBe(false)
  })

  it('may have other UUIDs, but the same ones in the same places', () => {
    const { agree } = tell()
    expect(agree(`data:_${one}@a:${two}\n@`, `data:_${three}@a:${one}\n@`)).toBe(true)
    expect(agree(`data:_${one}\n@`, `data:_${three}\n@`)).toBe(true)
    expect(agree(`data:_${one}\n@`, `data:_${two}\n@`)).toBe(false)
    expect(agree(`data:_${three}\n@`, `data:_${three}\n@`)).toBe(false)
  })

  it('forget what they learned from replies that did not agree', () => {
    const { agree } = tell()
    expect(agree(`data:${one}\n@`, `error:${two}\n@`)).toBe(false)
    expect(agree(`data:${one}\n@`, `data:${three}\n@`)).toBe(true)
  })

  it('may count commits differently, but upwards', () => {
    const { agree } = tell(true)
    expect(agree('data:5\n@', 'data:2\n@')).toBe(true)
    expect(agree('data:7\n@', 'data:9\n@')).toBe(true)
    expect(agree('data:5\n@', 'data:2\n@')).toBe(true)
    expect(agree('data:8\n@', 'data:3\n@')).toBe(false)
    expect(agree('data:8\n@', 'data:9\n@')).toBe(false)
    expect(agree('data:-1\n@', 'data:10\n@')).toBe(false)
  })

  it('may run at other times, with the same lifetimes', () => {
    const { agree } = tell()
    const first = record('05:30:14.314', '05:30:16.091', ',"expiresAt":"2026-11-22 05:31:16.091Z"')
    const good = record('07:00:00.001', '07:00:00.002', ',"expiresAt":"2026-11-22 07:01:00.002Z"')
    const off = record('07:00:00.001', '07:00:00.002', ',"expiresAt":"2026-11-22 07:01:00.003Z"')
    expect(agree(first, off)).toBe(false)
    expect(agree(first, good)).toBe(true)
    expect(
      agree(record('05:30:14.314', '05:30:17.000'), record('07:00:00.002', '07:00:01.000')),
    ).toBe(false)
    expect(
      agree(record('05:30:14.314', '05:30:17.000'), record('07:00:00.001', '07:00:01.000')),
    ).toBe(true)
  })

  it('translate what is known and mark what is not', () => {
    const { agree, translate } = tell()
    agree(`data:${one}\n@`, `data:${two}\n@`)
    expect(translate(`data:${two}:${three}\n@`)).toBe(`data:${one}:<uuid>\n@`)
    expect(translate('localhost:6400\r\n@')).toBe('<address>\r\n@')
    expect(translate('data:{"uptimeAsMillis":12}\n@')).toBe('data:{"uptimeAsMillis":<uptime>}\n@')
  })
})
