import { type AtSign, isUuid } from '@atnet/protocol-codec'

const uuidChars = 36

/**
 * Whether `challenge` has the one shape an owner may sign: `_<uuid>@me:<uuid>` for the own atSign.
 *
 * A server that could have any text signed could pass the signature on as the answer to somebody
 * else's question, so everything else is refused (requirement `client.challenge.shape`).
 */
export function isOwnChallenge(challenge: string, atSign: AtSign): boolean {
  const session = challenge.slice(1, 1 + uuidChars)
  const middle = challenge.slice(1 + uuidChars, -uuidChars)
  return (
    challenge.startsWith('_') &&
    isUuid(session.toLowerCase()) &&
    middle === `${atSign}:` &&
    isUuid(challenge.slice(-uuidChars).toLowerCase())
  )
}
