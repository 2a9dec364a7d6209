import { AtFault, isRecord, readExactJson } from '@atnet/protocol-codec'
import { maxBatchItems } from '../limits.ts'

/** One command of a batch. */
export type BatchItem = { readonly id: number | null; readonly line: string }

/**
 * Reads the commands of a batch, all of them before any is run. Throws `AtFault('invalidSyntax')`
 * for what is no JSON or not what it says (wire.json.exact), `AtFault('internalError')` for JSON of another shape, and
 * `AtFault('illegalArgument')` for too many commands (data.batch.malformed, limit.batch.items).
 */
export function readBatch(json: string): readonly BatchItem[] {
  const read = readExactJson(json)
  if ('flaw' in read) {
    throw new AtFault('invalidSyntax', `the batch ${read.flaw}`)
  }
  const parsed = read.value
  if (!Array.isArray(parsed)) {
    throw new AtFault('internalError', 'the commands of a batch are not an array')
  }
  if (parsed.length > maxBatchItems) {
    throw new AtFault('illegalArgument', `a batch holds at most ${maxBatchItems} commands`)
  }
  return parsed.map(readItem)
}

function readItem(value: unknown): BatchItem {
  const item = isRecord(value) ? value : {}
  const id = Object.hasOwn(item, 'id') ? item['id'] : null
  const line = Object.hasOwn(item, 'command') ? item['command'] : undefined
  if (typeof line !== 'string' || !isId(id)) {
    throw new AtFault(
      'internalError',
      'a command of a batch has no text, or an id that is no integer',
    )
  }
  return { id, line }
}

function isId(id: unknown): id is number | null {
  return id === null || Number.isSafeInteger(id)
}
