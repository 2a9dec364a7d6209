import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultFromPeer, readFault, renderFault } from './fault-text.ts'
import { AtFault, FAULTS, type FaultName } from './faults.ts'

/** Any UTF-16 unit, halves of characters included. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))

const stranger = { owner: false, json: false }
const owner = { owner: true, json: false }

// wire.fault.rendering: lines as deployed servers write them.
describe('renderFault', () => {
  it.each<[AtFault, { owner: boolean; json: boolean }, string]>([
    [
      new AtFault('invalidSyntax', 'invalid command'),
      stranger,
      'error:AT0003-Exception: invalid command',
    ],
    [
      new AtFault('invalidSyntax', 'invalid command'),
      owner,
      'error:AT0003-Invalid syntax : invalid command',
    ],
    [
      new AtFault('invalidSyntax', 'invalid command'),
      { owner: false, json: true },
      'error:{"errorCode":"AT0003","errorDescription":"Exception: invalid command"}',
    ],
    [
      new AtFault('keyNotFound', 'foo.ns@alice does not exist in keystore'),
      { owner: true, json: true },
      'error:{"errorCode":"AT0015","errorDescription":"key not found : foo.ns@alice does not exist in keystore"}',
    ],
    [
      new AtFault('enrollmentDenied', 'enrollment_id: 9f is denied'),
      { owner: false, json: true },
      'error:AT0025:enrollment_id: 9f is denied',
    ],
    [
      new AtFault(
        'invalidRequest',
        "You must execute a 'from:' command before you may run the pol command",
      ),
      stranger,
      "error:AT0011-Exception: Exception: You must execute a 'from:' command before you may run the pol command",
    ],
    [
      new AtFault('invalidRequest', 'FormatException: Unexpected character'),
      stranger,
      'error:AT0011-Exception: FormatException: Unexpected character',
    ],
    [
      new AtFault('invalidRequest', 'FormatException: Unexpected character'),
      owner,
      'error:AT0011-Internal server exception : FormatException: Unexpected character',
    ],
    [
      new AtFault('inboundLimit', 'Inbound connection limit exceeded'),
      stranger,
      'error:AT0012-Inbound connection limit exceeded',
    ],
    [
      new AtFault('handshakeFailure', 'Exception: Exception: Unable to connect'),
      owner,
      'error:AT0008-Handshake failure : Exception: Exception: Unable to connect',
    ],
  ])('%s to %j is %s', (fault, view, line) => {
    expect(renderFault(fault, view)).toBe(line)
  })

  it('turns line ends of a detail into blanks in text and escapes them in JSON', () => {
    const fault = new AtFault('invalidSyntax', 'a\r\nb\nc')
    expect(renderFault(fault, stranger)).toBe('error:AT0003-Exception: a  b c')
    expect(renderFault(fault, { owner: false, json: true })).toBe(
      'error:{"errorCode":"AT0003","errorDescription":"Exception: a\\r\\nb\\nc"}',
    )
    expect(renderFault(new AtFault('enrollmentEnded', 'a\nb'), stranger)).toBe('error:AT0029:a b')
  })

  it('is always one line, and what it says is read back', () => {
    const faults = fc.constantFrom(...(Object.keys(FAULTS) as FaultName[]))
    const views = fc.record({ owner: fc.boolean(), json: fc.boolean() })
    fc.assert(
      fc.property(faults, fc.string({ unit: anyUnit }), views, (name, detail, view) => {
        const fault = new AtFault(name, detail)
        const line = renderFault(fault, view)
        expect(line).not.toMatch(/[\r\n]/u)
        const read = readFault(line)
        expect(read?.code).toBe(fault.code)
        const oneLine = detail.replace(/[\r\n]/gu, ' ')
        expect(read?.description.replace(/[\r\n]/gu, ' ').endsWith(oneLine)).toBe(true)
      }),
    )
  })
})

// wire.fault.reading
describe('readFault', () => {
  it.each([
    ['error:AT0015-key not found : x', { code: 'AT0015', description: 'key not found : x' }],
    ['error:AT0026:enrollment_id: 1', { code: 'AT0026', description: 'enrollment_id: 1' }],
    ['error:{"errorCode":"AT0009","errorDescription":"a"}', { code: 'AT0009', description: 'a' }],
    ['error:{"errorCode":"AT0009"}', { code: 'AT0009', description: '' }],
    ['error:{"errorCode":"AT0009","errorDescription":7}', { code: 'AT0009', description: '' }],
    ['error:AT0003-two\nlines', { code: 'AT0003', description: 'two\nlines' }],
  ])('reads %j', (body, fault) => {
    expect(readFault(body)).toEqual(fault)
  })

  it.each([
    '',
    'data:error:AT0015-x',
    'error:',
    'error:null:InvalidSyntaxException',
    'error:AT15-x',
    'error:AT00155-x',
    'error:AT0015 x',
    'error:{',
    'error:{}',
    'error:{"errorCode":15}',
    'error:{"errorCode":"AT0015-"}',
    'error:{"errorCode":"__proto__"}',
    'error:[]',
    'error:null',
    'ERROR:AT0015-x',
    `error:{"errorCode":"AT0015","errorDescription":"${'x'.repeat(70_000)}"}`,
  ])('does not take %.60j for a fault', (body) => {
    expect(readFault(body)).toBeUndefined()
  })
})

// wire.fault.from-peer
describe('faultFromPeer', () => {
  it.each<[string, FaultName]>([
    ['AT0001', 'lookupFailure'],
    ['AT0003', 'invalidSyntax'],
    ['AT0005', 'lineTooLong'],
    ['AT0006', 'outboundLimit'],
    ['AT0007', 'secondaryNotFound'],
    ['AT0008', 'handshakeFailure'],
    ['AT0009', 'unauthorized'],
    ['AT0010', 'internalError'],
    ['AT0011', 'lookupFailure'],
    ['AT0012', 'inboundLimit'],
    ['AT0013', 'blocked'],
    ['AT0015', 'keyNotFound'],
    ['AT0021', 'secondaryUnreachable'],
    ['AT0022', 'illegalArgument'],
    ['AT0023', 'timeout'],
    ['AT0024', 'serverPaused'],
    ['AT0401', 'unauthenticated'],
    ['AT0002', 'lookupFailure'],
    ['AT0025', 'lookupFailure'],
    ['AT9999', 'lookupFailure'],
    ['constructor', 'lookupFailure'],
  ])('makes %s a %s', (code, fault) => {
    expect(faultFromPeer(code, 'x').fault).toBe(fault)
  })

  it('keeps the words of the peer inside our own', () => {
    const body = 'error:AT0015-Exception: @alice:nosuch@bob does not exist in keystore'
    const read = readFault(body)
    const fault = faultFromPeer(read?.code ?? '', read?.description ?? '')
    expect(renderFault(fault, owner)).toBe(
      'error:AT0015-key not found : Exception: @alice:nosuch@bob does not exist in keystore',
    )
    expect(renderFault(fault, stranger)).toBe(
      'error:AT0015-Exception: Exception: @alice:nosuch@bob does not exist in keystore',
    )
  })

  it('never ends our caller’s connection, nor counts as a mistake of ours', () => {
    for (const name of Object.keys(FAULTS) as FaultName[]) {
      const { policy } = faultFromPeer(FAULTS[name].code, 'x')
      expect(policy).toMatchObject({ closes: false, prompted: true, encoding: 'thrown' })
      expect(policy.level).not.toBe('error')
    }
  })

  it('says that a peer is full in the words for any other fault', () => {
    const fault = faultFromPeer('AT0012', 'Inbound connection limit exceeded')
    expect(renderFault(fault, owner)).toBe(
      'error:AT0012-Inbound connection limit exceeded : Inbound connection limit exceeded',
    )
  })
})
