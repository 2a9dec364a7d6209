import { AtFault, type MetadataRequest } from '@atnet/protocol-codec'

/**
 * Refuses lifetimes that mean nothing (data.metadata.ranges).
 * Throws `AtFault('invalidSyntax')` in the words of the protocol.
 */
export function checkRanges({ ttl, ttb, ttr }: MetadataRequest): void {
  if (ttl !== undefined && ttl < 0) {
    throw outOfRange('Valid value for TTL should be greater than or equal to 0')
  }
  if (ttb !== undefined && ttb < 0) {
    throw outOfRange('Valid value for TTB should be greater than or equal to 0')
  }
  if (ttr !== undefined && ttr < -1) {
    throw outOfRange('Valid values for TTR are -1 and greater than or equal to 1')
  }
}

function outOfRange(text: string): AtFault {
  return new AtFault('invalidSyntax', text)
}
