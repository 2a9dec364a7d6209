import type { StoredRecord } from '@atnet/keystore'
import { AtFault, maxReplyBytes, renderRecord } from '@atnet/protocol-codec'

/** The most bytes that one UTF-16 unit takes in JSON: a control character written as an escape. */
const maxBytesPerUnit = 6

/** What the other members of a rendering take at most, in bytes: names, moments, numbers, appMetadata. */
const maxRestBytes = 131_072

/**
 * Refuses a record that no reply could carry. Its addressee and every syncing client read it in JSON,
 * where a quotation mark takes two bytes and a control character six; what is stored has to be
 * readable for them too (data.update.answerable). Throws `AtFault('illegalArgument')`.
 */
export function checkAnswerable(record: StoredRecord): void {
  const texts = [record.value, ...Object.values(record.metadata)]
  const units = texts.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? text.length : 0),
    0,
  )
  // Almost every record is far too small to be looked at more closely.
  if (units * maxBytesPerUnit + maxRestBytes <= maxReplyBytes) {
    return
  }
  const bytes = Buffer.byteLength(renderRecord(record, 'all'))
  if (bytes > maxReplyBytes) {
    const text = `the record takes ${bytes} bytes in JSON, more than the ${maxReplyBytes} of a reply`
    throw new AtFault('illegalArgument', text)
  }
}
