import type { InfoCommand } from '@atnet/protocol-codec'
import { FEATURES } from './features.ts'
import { data, type Verb } from './verb.ts'

/** `info`: version, uptime and features, for anyone. */
export const info: Verb<InfoCommand> = {
  doc: 'Tells version, uptime and announced features.',
  requirement: 'house.info',
  handle({ form }, { settings: { version }, clock, startedAt }) {
    const uptimeMs = Math.max(clock.now() - startedAt, 0)
    const uptime = {
      full: { uptimeAsWords: uptimeInWords(uptimeMs) },
      brief: { uptimeAsMillis: uptimeMs },
      // No certificate is kept for outgoing connections alone, so there is none to show.
      mtls: {},
      mtlsbrief: {},
    }[form]
    return data(JSON.stringify({ version, ...uptime, features: FEATURES }))
  },
}

/** `1 hours 35 minutes 29 seconds`: a unit is named when it or a larger one is not zero. */
export function uptimeInWords(uptimeMs: number): string {
  const seconds = Math.floor(uptimeMs / 1_000)
  const units: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'days'],
    [Math.floor(seconds / 3_600) % 24, 'hours'],
    [Math.floor(seconds / 60) % 60, 'minutes'],
    [seconds % 60, 'seconds'],
  ]
  const first = units.findIndex(([count]) => count > 0)
  const named = first === -1 ? units.slice(-1) : units.slice(first)
  return named.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
