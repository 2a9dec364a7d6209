import { AtFault, type StatsCommand } from '@atnet/protocol-codec'
import { openJsonList, replyOf } from './pieces.ts'
import { METRICS, type Metric } from './stats/metrics.ts'
import type { Outcome, Verb } from './verb.ts'

/** `stats`: figures about this atServer, in the order asked. */
export const stats: Verb<StatsCommand> = {
  doc: 'Figures about this atServer.',
  requirement: 'house.stats',
  async handle({ ids, pattern }, context): Promise<Outcome> {
    const figures = openJsonList({ separator: ', ' })
    for (const { id, name, json } of chosen(ids)) {
      // An id is a string whatever its value is: clients compare it so (house.stats.metrics).
      const value = await json(context, pattern)
      figures.add(`{"id":"${id}","name":"${name}","value":`, ...value, '}')
    }
    return { reply: replyOf(figures.end(), 'data: ') }
  },
}

/** Throws `AtFault('invalidSyntax')` when one of them is unknown (house.stats.unknown). */
function chosen(ids: readonly number[] | undefined): readonly Metric[] {
  if (ids === undefined) {
    return METRICS
  }
  if (ids.length === 0) {
    throw new AtFault('invalidSyntax', 'No metric with an empty ID')
  }
  return [...new Set(ids)].map((id) => {
    const metric = METRICS.find((each) => each.id === id)
    if (metric === undefined) {
      throw new AtFault('invalidSyntax', `No metric with ID ${id}`)
    }
    return metric
  })
}
