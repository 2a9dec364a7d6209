import { AtFault, type BatchCommand } from '@atnet/protocol-codec'
import { checkAllowed } from './batch/allowed.ts'
import type { BatchRun, ItemOutcome } from './batch/batch-run.ts'
import { type BatchItem, readBatch } from './batch/items.ts'
import { maxBatchReplyChars } from './limits.ts'
import { openJsonList, replyOf } from './pieces.ts'
import { sliceTimer } from './slices.ts'
import type { Outcome, Verb } from './verb.ts'

/** `batch:`: runs commands one after the other; each has its own entry in the answer. */
export const batch: Verb<BatchCommand> = {
  doc: 'Runs several commands, one after the other, and answers all of them at once.',
  requirement: 'data.batch',
  async handle({ json, abortOnFailure }, { startBatch }): Promise<Outcome> {
    const items = readBatch(json)
    const run = startBatch()
    const sliceOver = sliceTimer()
    const entries = openJsonList()
    let room = maxBatchReplyChars
    /** Whether a failure ended it (data.batch.abort). */
    let skipping = false
    for (const item of items) {
      const outcome: ItemOutcome | undefined = skipping
        ? undefined
        : bounded(await outcomeOf(item, run), room)
      const entry = rendered(item, outcome)
      entries.add(entry)
      room -= entry.length
      skipping ||= abortOnFailure && outcome?.kind === 'fault'
      await sliceOver()
    }
    await run.written()
    return { reply: replyOf(entries.end()) }
  },
}

async function outcomeOf({ line }: BatchItem, { run }: BatchRun): Promise<ItemOutcome> {
  const fault = refusalOf(line)
  return fault === undefined ? run(line) : { kind: 'fault', fault }
}

function refusalOf(line: string): AtFault | undefined {
  try {
    checkAllowed(line)
    return undefined
  } catch (error) {
    if (error instanceof AtFault) {
      return error
    }
    throw error
  }
}

/** An answer there is no room for is told as one; what its command did has been done (limit.batch.reply). */
function bounded(outcome: ItemOutcome, room: number): ItemOutcome {
  const fits = outcome.kind === 'fault' || (outcome.payload?.length ?? 0) <= room
  return fits
    ? outcome
    : { kind: 'fault', fault: new AtFault('lineTooLong', 'the answers of a batch are too long') }
}

/** Errors tell the code and its general text and no more (data.batch.entries). */
function rendered({ id }: BatchItem, outcome: ItemOutcome | undefined): string {
  if (outcome === undefined) {
    return JSON.stringify({ id, skipped: true })
  }
  if (outcome.kind === 'fault') {
    const { code, text } = outcome.fault.policy
    return JSON.stringify({ id, response: { error_code: code, error_message: text } })
  }
  const response = outcome.payload === null ? {} : { data: outcome.payload }
  return JSON.stringify({ id, response })
}
