import { describe, expect, it } from 'vitest'
import { readFault, renderFault } from './fault-text.ts'
import { AtFault, FAULTS, type FaultName } from './faults.ts'
import { maxFaultDetailChars } from './limits.ts'

/** What is said to a stranger or peer, and to the owner, after `error:` when the detail is `x y`. */
type Row = readonly [fault: FaultName, closes: 'open' | 'closes', stranger: string, owner: string]

const internal = 'Internal server exception'

const table: readonly Row[] = [
  ['dataStore', 'closes', 'AT0002-x y', 'AT0002-x y'],
  ['invalidSyntax', 'open', 'AT0003-Exception: x y', 'AT0003-Invalid syntax : x y'],
  ['socketError', 'open', 'AT0004-Exception: x y', 'AT0004-Socket error : x y'],
  ['lineTooLong', 'closes', 'AT0005-Exception: x y', 'AT0005-Buffer limit exceeded : x y'],
  [
    'outboundLimit',
    'open',
    'AT0006-Exception: x y',
    'AT0006-Outbound connection limit exceeded : x y',
  ],
  ['secondaryNotFound', 'open', 'AT0007-Exception: x y', 'AT0007-Secondary server not found : x y'],
  ['handshakeFailure', 'open', 'AT0008-Exception: x y', 'AT0008-Handshake failure : x y'],
  ['unauthorized', 'open', 'AT0009-Exception: x y', 'AT0009-UnAuthorized client in request : x y'],
  ['internalError', 'open', 'AT0010-Exception: x y', 'AT0010-Internal server error : x y'],
  ['invalidAtSign', 'closes', 'AT0011-Exception: x y', `AT0011-${internal} : x y`],
  [
    'invalidRequest',
    'closes',
    'AT0011-Exception: Exception: x y',
    `AT0011-${internal} : Exception: x y`,
  ],
  ['lookupFailure', 'open', 'AT0011-Exception: x y', `AT0011-${internal} : x y`],
  ['enrollmentRefused', 'open', 'AT0011-Exception: x y', `AT0011-${internal} : x y`],
  ['inboundLimit', 'closes', 'AT0012-x y', 'AT0012-x y'],
  ['blocked', 'closes', 'AT0013-Exception: x y', 'AT0013-Connection Exception : x y'],
  ['keyNotFound', 'open', 'AT0015-Exception: x y', 'AT0015-key not found : x y'],
  ['invalidKey', 'open', 'AT0016-Exception: x y', 'AT0016-Invalid key : x y'],
  [
    'secondaryUnreachable',
    'open',
    'AT0021-Exception: x y',
    'AT0021-Unable to connect to secondary : x y',
  ],
  ['illegalArgument', 'open', 'AT0022-Exception: x y', 'AT0022-Illegal arguments : x y'],
  ['timeout', 'open', 'AT0023-Exception: x y', 'AT0023-Timeout waiting for response : x y'],
  ['serverPaused', 'closes', 'AT0024-Exception: x y', 'AT0024-Server is paused : x y'],
  ['enrollmentDenied', 'open', 'AT0025:x y', 'AT0025:x y'],
  ['enrollmentPending', 'open', 'AT0026:x y', 'AT0026:x y'],
  ['enrollmentRevoked', 'open', 'AT0027:x y', 'AT0027:x y'],
  ['enrollmentExpired', 'open', 'AT0028:x y', 'AT0028:x y'],
  ['tooManyRequests', 'open', 'AT0028-Exception: x y', 'AT0028-Too Many Requests : x y'],
  ['enrollmentEnded', 'closes', 'AT0029:x y', 'AT0029:x y'],
  [
    'invalidEnrollmentStatus',
    'open',
    'AT0030-Exception: x y',
    'AT0030-Invalid Enrollment Status : x y',
  ],
  [
    'cannotRevokeSelf',
    'open',
    'AT0031-Exception: x y',
    'AT0031-Cannot revoke self enrollment : x y',
  ],
  ['illegalState', 'open', 'AT0032-Exception: x y', 'AT0032-Illegal state exception : x y'],
  ['unauthenticated', 'open', 'AT0401-Exception: x y', 'AT0401-Client authentication failed : x y'],
]

// wire.fault.rendering, wire.fault.closes
describe('every fault', () => {
  it('is in this table', () => {
    expect(table.map(([fault]) => fault)).toEqual(Object.keys(FAULTS))
  })

  it.each(table)('%s leaves the connection %s', (fault, closes) => {
    expect(FAULTS[fault].closes).toBe(closes === 'closes')
  })

  it.each(table)('%s (%s) is written as text', (name, _closes, stranger, owner) => {
    const fault = new AtFault(name, 'x y')
    expect(renderFault(fault, { owner: false, json: false })).toBe(`error:${stranger}`)
    expect(renderFault(fault, { owner: true, json: false })).toBe(`error:${owner}`)
  })

  it.each(table)('%s (%s) is written as JSON unless it is a status', (name, _closes, ...texts) => {
    const fault = new AtFault(name, 'x y')
    for (const [index, text] of texts.entries()) {
      const code = text.slice(0, 6)
      const expected =
        text[6] === ':' ? text : `{"errorCode":"${code}","errorDescription":"${text.slice(7)}"}`
      expect(renderFault(fault, { owner: index === 1, json: true })).toBe(`error:${expected}`)
    }
  })

  it.each(table)('%s (%s) is read back from each rendering', (name, _closes, stranger) => {
    const fault = new AtFault(name, 'x y')
    const expected = { code: stranger.slice(0, 6), description: stranger.slice(7) }
    expect(readFault(renderFault(fault, { owner: false, json: false }))).toEqual(expected)
    expect(readFault(renderFault(fault, { owner: false, json: true }))).toEqual(expected)
  })
})

describe('AtFault', () => {
  it('carries its row, its detail and its cause', () => {
    const cause = new Error('disk full')
    const fault = new AtFault('dataStore', 'could not write', { cause })
    expect(fault).toMatchObject({
      name: 'AtFault',
      fault: 'dataStore',
      code: 'AT0002',
      detail: 'could not write',
      policy: FAULTS.dataStore,
      cause,
      message: 'AT0002 DataStore exception: could not write',
    })
  })

  // wire.fault.bounded
  it('says no more than the limit, whatever it quotes', () => {
    const long = new AtFault('keyNotFound', 'x'.repeat(15_000_000))
    expect(long.detail).toBe(`${'x'.repeat(maxFaultDetailChars)}…`)
    expect(long.message.length).toBeLessThan(maxFaultDetailChars + 100)
    const exact = 'x'.repeat(maxFaultDetailChars)
    expect(new AtFault('keyNotFound', exact).detail).toBe(exact)
  })
})
