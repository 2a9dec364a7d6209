import { type Authority, createAuthority, issueLeaf, type SubjectName } from '@atnet/mini-network'
import type { TlsIdentity } from '@atnet/transport'

/** How long a certificate of a test lives on either side of now, milliseconds. */
const lifeMs = 3_600_000

/** This machine, as every certificate of the project names it. */
export const localhost: readonly SubjectName[] = [{ type: 'dns', value: 'localhost' }]

/** Another place on this machine: what our authorities may vouch for, and nobody is. */
export const elsewhere: readonly SubjectName[] = [{ type: 'ip', value: '127.0.0.2' }]

/** A certificate authority that nobody else has. */
export function newAuthority(): Promise<Authority> {
  return createAuthority({ commonName: 'a test', validity: aroundNow() })
}

/** A certificate for `names`, good for an hour. */
export function newIdentity(
  authority: Authority,
  names: readonly SubjectName[],
): Promise<TlsIdentity> {
  // With blanks in it nothing takes it for a host name: the alternative names alone count.
  const commonName = 'part of a test'
  return issueLeaf(authority, { commonName, names, validity: aroundNow() })
}

function aroundNow(): { readonly fromMs: number; readonly untilMs: number } {
  const now = Date.now()
  return { fromMs: now - lifeMs, untilMs: now + lifeMs }
}
