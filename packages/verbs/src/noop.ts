import { AtFault, type NoopCommand } from '@atnet/protocol-codec'
import { maxNoopMs } from './limits.ts'
import { data, type Verb } from './verb.ts'

/** `noop:<ms>`: answers after a while; clients keep connections alive with it. */
export const noop: Verb<NoopCommand> = {
  doc: `Waits up to ${maxNoopMs} ms and answers ok; keeps a connection alive.`,
  requirement: 'house.noop',
  handle({ delayMs }) {
    if (delayMs > maxNoopMs) {
      const limit = `noop:<durationInMillis> where the duration maximum is ${maxNoopMs} milliseconds`
      throw new AtFault('illegalArgument', limit)
    }
    return { ...data('ok'), waitMs: delayMs }
  },
}
