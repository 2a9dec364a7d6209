/** The first and last moments whose year has four digits: the only ones peers can read. */
const earliestMs: number = Date.parse('0000-01-01T00:00:00.000Z')
const latestMs: number = Date.parse('9999-12-31T23:59:59.999Z')

const shape = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/iu

/**
 * A moment (milliseconds since the epoch) as peers write it: UTC, exactly three decimals, with a
 * blank between date and time (`T` in commands). A moment outside the years 0 to 9999 is written
 * as the nearest inside. Requirement `data.metadata.timestamps`.
 */
export function formatTimestamp(ms: number, separator: ' ' | 'T' = ' '): string {
  const iso = new Date(Math.min(Math.max(ms, earliestMs), latestMs)).toISOString()
  return separator === 'T' ? iso : iso.replace('T', ' ')
}

/**
 * Milliseconds since the epoch from `YYYY-MM-DD`, `T` or a blank, `hh:mm:ss`, any number of decimals
 * (those beyond the third are dropped) and an optional `Z`: always UTC. `undefined` for anything
 * else, also for a day or hour that does not exist. Requirement `data.metadata.timestamps`.
 */
export function parseTimestamp(text: string): number | undefined {
  const [, date, time, decimals = ''] = shape.exec(text) ?? []
  if (date === undefined || time === undefined) {
    return undefined
  }
  const seconds = `${date}T${time}`
  const ms = Date.parse(`${seconds}.${decimals.slice(0, 3).padEnd(3, '0')}Z`)
  // The platform lets 31 February roll over into March; a date that does not exist is refused.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(seconds) ? undefined : ms
}
