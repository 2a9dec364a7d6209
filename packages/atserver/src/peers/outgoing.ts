import { readIdentity, type TlsIdentity } from '@atnet/transport'
import type { OutgoingCertificate } from '@atnet/verbs'

/** A certificate for calls to other atServers alone, and when its files were last changed, epoch milliseconds. */
export type OutgoingIdentity = {
  readonly identity: TlsIdentity
  readonly chainChangedAt: number
  readonly keyChangedAt: number
}

/** What an atServer shows when it calls others, and whom it trusts then; both may change while it runs. */
export type OutgoingSide = {
  readonly identity: () => TlsIdentity
  readonly trust: () => string | undefined
  /** What anybody may know of a certificate for calls alone: not its key. */
  readonly certificate: () => OutgoingCertificate | undefined
  readonly setIdentity: (identity: TlsIdentity, trust: string | undefined) => void
  readonly setOutgoing: (outgoing: OutgoingIdentity) => void
}

/**
 * Calls show `outgoing` where there is one, else `identity` (peer.tls.outgoing). Whether `outgoing`
 * can be used shows here and when it is set, rather than at the first call: throws `PemError`.
 */
export function openOutgoingSide(start: {
  readonly identity: TlsIdentity
  readonly trust: string | undefined
  readonly outgoing?: OutgoingIdentity | undefined
}): OutgoingSide {
  let { identity, trust, outgoing } = start
  if (outgoing !== undefined) {
    readIdentity(outgoing.identity)
  }
  return {
    identity: () => outgoing?.identity ?? identity,
    trust: () => trust,
    certificate: () => shownOf(outgoing),
    setIdentity: (newIdentity, newTrust) => {
      identity = newIdentity
      trust = newTrust
    },
    setOutgoing: (newOutgoing) => {
      readIdentity(newOutgoing.identity)
      outgoing = newOutgoing
    },
  }
}

function shownOf(outgoing: OutgoingIdentity | undefined): OutgoingCertificate | undefined {
  if (outgoing === undefined) {
    return undefined
  }
  const { identity, chainChangedAt, keyChangedAt } = outgoing
  return { chain: identity.certificate, chainChangedAt, keyChangedAt }
}
