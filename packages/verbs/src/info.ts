import type { InfoCommand, InfoForm } from '@atnet/protocol-codec'
import type { Context } from './context.ts'
import { FEATURES } from './features.ts'
import { data, type Verb } from './verb.ts'

/** `info`: version, uptime and features, for anyone. */
export const info: Verb<InfoCommand> = {
  doc: 'Tells version, uptime and announced features.',
  requirement: 'house.info',
  handle({ form }, context) {
    const { version } = context.settings
    return data(JSON.stringify({ version, ...membersOf(form, context), features: FEATURES }))
  },
}

/** Members about a certificate that is not there are left out (house.info.mtls). */
function membersOf(
  form: InfoForm,
  { clock, startedAt, outgoingCertificate }: Context,
): Readonly<Record<string, string | number | undefined>> {
  const uptimeMs = Math.max(clock.now() - startedAt, 0)
  const outgoing = outgoingCertificate()
  switch (form) {
    case 'full':
      return { uptimeAsWords: uptimeInWords(uptimeMs) }
    case 'brief':
      return { uptimeAsMillis: uptimeMs }
    case 'mtls':
      return { mtls_fullchain: outgoing?.chain }
    case 'mtlsbrief':
      return {
        mtls_fullchain_last_modified: momentOf(outgoing?.chainChangedAt),
        mtls_privkey_last_modified: momentOf(outgoing?.keyChangedAt),
      }
    default:
      return form satisfies never
  }
}

function momentOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString()
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
