import { parseAtSign } from '@atnet/protocol-codec'
import { expect, it } from 'vitest'
import { checkedPeerList, readPeerRecord } from './peer-answer.ts'

const name = 'public:phone.wavi@bob'

it.each<[string, string | null]>([
  ['{"key":"public:phone.wavi@bob","data":"1","metaData":{"ttr":5}}', '1'],
  ['{"key":"public:Phone.Wavi@bob","data":"1","metaData":{}}', '1'],
  ['{"data":"1","metaData":{}}', '1'],
  ['{"metaData":{}}', null],
  ['{"data":null}', null],
])('takes %s for the record', (answer, value) => {
  expect(readPeerRecord(answer, name)?.value).toBe(value)
})

it('reads the metadata, and keeps it as it came', () => {
  const record = readPeerRecord('{"data":"1","metaData":{"ttl":"5","odd":[1]}}', name)
  expect(record?.metadata).toEqual({ ttl: 5 })
  expect(record?.metaData).toEqual({ ttl: '5', odd: [1] })
})

it.each([
  ['another owner', '{"key":"public:phone.wavi@carol","data":"1","metaData":{}}'],
  ['another scope', '{"key":"@alice:phone.wavi@bob","data":"1","metaData":{}}'],
  ['another key', '{"key":"public:fax.wavi@bob","data":"1","metaData":{}}'],
  ['no name at all', '{"key":1,"data":"1","metaData":{}}'],
])('refuses what is called by %s (peer.answer.name)', (_, answer) => {
  expect(readPeerRecord(answer, name)).toBeUndefined()
})

it.each([
  '',
  'null',
  '[1]',
  '"1"',
  '{"data":1}',
  '{"data":"1","metaData":[]}',
  '{"data":"1\\n2"}',
  '{"data":"1\\r"}',
  '{',
  '{"data":"1\\u000a2"}',
])('refuses %j (peer.answer.one-line)', (answer) => {
  expect(readPeerRecord(answer, name)).toBeUndefined()
})

it.each([
  '{"data":"1","data":"2"}',
  '{"data":"\\ud83d"}',
  '{"data":"1","metaData":{"appMetadata":{"n":9007199254740993}}}',
])('refuses %j, which would be passed on as something else (wire.json.exact)', (answer) => {
  expect(readPeerRecord(answer, name)).toBeUndefined()
})

const bob = parseAtSign('@bob')

it.each(['[]', '["x@bob"]', '["x@bob", "y\\u002e@bob"]'])(
  'passes on the list %s (data.scan.remote)',
  (answer) => {
    expect(checkedPeerList(answer, bob)).toBe(answer)
  },
)

it.each(['', 'null', '{}', '[1]', '[["x"]]', '["\\ud83d"]', '["x"'])(
  'refuses %s for a list (data.scan.remote)',
  (answer) => {
    expect(() => checkedPeerList(answer, bob)).toThrow(
      expect.objectContaining({ fault: 'lookupFailure' }),
    )
  },
)
