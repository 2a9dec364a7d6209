import { AtFault, type AtSign, renderRecord, type ToCommand } from '@atnet/protocol-codec'
import { isActive } from './activity.ts'
import type { Context } from './context.ts'
import { data, type Verb } from './verb.ts'

/** `to:`: names the atSign that is meant, and gets its public keys, so that nothing more has to be asked. */
export const to: Verb<ToCommand> = {
  doc: 'Names the atSign that is meant and answers its two public keys.',
  requirement: 'house.to',
  handle({ atSign }, context) {
    if (atSign !== context.owner) {
      throw new AtFault('secondaryNotFound', `${atSign} is not hosted on this atServer`)
    }
    const keys = ['publickey', 'signing_publickey']
    const members = keys.map((name) => `"${name}":${shown(name, atSign, context)}`)
    return data(`{${members.join(',')}}`)
  },
}

/** As `lookup:all:` would show it, which is JSON already. */
function shown(name: string, atSign: AtSign, { records, clock }: Context): string {
  const record = records.get(`public:${name}${atSign}`)
  const isThere = record !== undefined && isActive(record.metadata, clock.now())
  return isThere ? renderRecord(record, 'all') : 'null'
}
