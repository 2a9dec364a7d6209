import {
  AtFault,
  type AtSign,
  type FromCommand,
  formatPolChallenge,
  readsJsonErrors,
} from '@atnet/protocol-codec'
import { checkMayConnect } from './connect/lists.ts'
import type { CertificateNames, Context } from './context.ts'
import type { Outcome, Verb } from './verb.ts'

/** `from:`: says who is asking and gets a challenge to prove it with. */
export const from: Verb<FromCommand> = {
  doc: 'Claims an atSign and answers the challenge that proves it.',
  requirement: 'auth.from',
  handle({ atSign, clientConfig }, context) {
    const jsonErrors = readsJsonErrors(clientConfig?.version)
    const token = context.randomness.uuid()
    return atSign === context.owner
      ? { ...challenge(atSign, token, context), jsonErrors }
      : ofAnother(atSign, token, context).then((outcome) => ({ ...outcome, jsonErrors }))
  },
}

/** Whoever may not connect is told so before anything is done for them (house.config.lists). */
async function ofAnother(atSign: AtSign, nonce: string, context: Context): Promise<Outcome> {
  checkMayConnect(atSign, context.mayConnect)
  if (context.settings.clientCertificateRequired) {
    await checkCertificate(atSign, context)
  }
  const bound = context.settings.polChallenge === 'bound'
  const token = bound ? formatPolChallenge({ verifier: context.owner, nonce }) : nonce
  return challenge(atSign, token, context)
}

function challenge(atSign: AtSign, token: string, context: Context): Outcome {
  const { owner, session } = context
  context.noteAccess(atSign, 'from')
  const proof = atSign === owner ? '' : 'proof:'
  return {
    reply: { kind: 'data', payload: `${proof}${session.id}${atSign}:${token}` },
    claims: { atSign, token },
  }
}

/**
 * Another atSign has to come from the host that the directory names for it (auth.from.certificate).
 * Without a certificate there is nothing to look up: a stranger causes no directory traffic.
 */
async function checkCertificate(atSign: AtSign, { session, addresses }: Context): Promise<void> {
  const refusal = new AtFault('unauthenticated', 'Certificate Verification Failed')
  if (session.certificate === undefined) {
    throw refusal
  }
  const { host } = await addresses.find(atSign)
  if (!namesHost(session.certificate, host)) {
    throw refusal
  }
}

/** Whether a certificate names exactly this host; wildcards are not expanded. */
export function namesHost(certificate: CertificateNames, host: string): boolean {
  const wanted = host.toLowerCase()
  return [certificate.subject, certificate.commonName, ...certificate.names].some(
    (name) => name?.toLowerCase() === wanted,
  )
}
