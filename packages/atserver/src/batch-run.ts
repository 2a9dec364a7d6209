import type { Keystore, Transaction } from '@atnet/keystore'
import { AtFault, type Reply, recognise, trimLine } from '@atnet/protocol-codec'
import { sleep } from '@atnet/runtime'
import type { BatchRun, Context, ItemOutcome } from '@atnet/verbs'
import { faultOf, runLine, type Serving } from './answer.ts'
import type { Engine } from './engine.ts'
import type { Session } from './session.ts'

type Write = Keystore['write']

/** What a batch runs in: the connection it came on, and how to make a context around another `write`. */
export type BatchSurroundings = {
  readonly session: Session
  readonly engine: Engine
  readonly contextWith: (write: Write) => Context
}

/**
 * Starts a batch. Its writes do not wait for the disk one by one: the batch as a whole does, so that
 * they share a transaction (data.batch.group-commit).
 */
export function startBatch({ session, engine, contextWith }: BatchSurroundings): BatchRun {
  const pending: Promise<void>[] = []
  const context = contextWith((work) => writeNow(work, engine.write, pending))
  const serving: Serving = { session, engine, context }
  return {
    run: (line) => runItem(trimLine(line), serving),
    written: async () => {
      await Promise.all(pending)
    },
  }
}

type Ran<T> = { readonly value: T } | { readonly error: unknown }

/**
 * Runs `work` as `write` does, and settles as soon as it has run. What is left to wait for is added
 * to `pending`.
 */
function writeNow<T>(
  work: (transaction: Transaction) => T,
  write: Write,
  pending: Promise<void>[],
): Promise<T> {
  const outcome: { ran?: Ran<T> } = {}
  const onDisk = write((transaction) => {
    try {
      const value = work(transaction)
      outcome.ran = { value }
      return value
    } catch (error) {
      outcome.ran = { error }
      throw error
    }
  })
  const { ran } = outcome
  if (ran === undefined) {
    return onDisk
  }
  const lost = onDisk.then(
    () => undefined,
    (error: unknown) => {
      // What the work itself threw has been told already.
      if (!('error' in ran && ran.error === error)) {
        throw error
      }
    },
  )
  lost.catch(() => undefined)
  pending.push(lost)
  return 'error' in ran ? Promise.reject(ran.error) : Promise.resolve(ran.value)
}

async function runItem(line: string, serving: Serving): Promise<ItemOutcome> {
  const { session, engine } = serving
  // Nothing is begun for somebody who is gone, nor by a server that is stopping (data.batch.gone).
  session.work.signal.throwIfAborted()
  try {
    const { reply, waitMs = 0 } = await runLine(line, recognise(line), serving)
    if (waitMs > 0) {
      await sleep(engine.clock, waitMs)
    }
    return reply instanceof AtFault
      ? failed(reply, engine)
      : { kind: 'done', payload: payloadOf(reply) }
  } catch (error) {
    return failed(error, engine)
  }
}

function failed(error: unknown, engine: Engine): ItemOutcome {
  const fault = faultOf(error, engine)
  if (fault.fault === 'dataStore') {
    throw fault
  }
  return { kind: 'fault', fault }
}

/** What a reply would say after `data:`. */
function payloadOf(reply: Reply): string | null {
  switch (reply.kind) {
    case 'data':
    case 'dataWithSpace':
      return reply.payload
    case 'pieces':
      return reply.pieces.join('')
    case 'forwarded':
      return reply.body.replace(/^data:/u, '')
    case 'pol':
    case 'none':
      return null
    default:
      return reply satisfies never
  }
}
