import type { Captures, CommandCodec } from './codec.ts'
import { fit, oneOf, option, skip, take } from './grammar.ts'
import { choice, required } from './reading.ts'

/** Names of signature schemes a `pkam:` line may carry; `ed25519` is this project's extension. */
export type PkamSigningAlgo = 'rsa2048' | 'ecc_secp256r1' | 'mldsa65' | 'ed25519'

/** Names of digests a `pkam:` line may carry. */
export type PkamHashingAlgo = 'sha256' | 'sha512'

/** `pkam:`: answers the challenge with a signature. */
export type PkamCommand = {
  readonly verb: 'pkam'
  readonly signingAlgo: PkamSigningAlgo | undefined
  readonly hashingAlgo: PkamHashingAlgo | undefined
  readonly enrollmentId: string | undefined
  /** Base64 as it came; whether it decodes is for the verifier to say. */
  readonly signature: string
}

const signingAlgos: readonly PkamSigningAlgo[] = ['ecc_secp256r1', 'rsa2048', 'mldsa65', 'ed25519']
const hashingAlgos: readonly PkamHashingAlgo[] = ['sha256', 'sha512']

const options = [
  option('signingAlgo:', 'signingAlgo', oneOf(...signingAlgos), ':'),
  option('hashingAlgo:', 'hashingAlgo', oneOf(...hashingAlgos), ':'),
]

/**
 * `pkam:[signingAlgo:…:][hashingAlgo:…:][enrollmentId:…:]<signature>`: requirement
 * `auth.pkam.grammar`. A name that is no algorithm is no syntax error: its text is part of the
 * signature, which then verifies nothing.
 */
export const pkamCodec: CommandCodec<PkamCommand> = {
  verb: 'pkam',
  summary: 'Answers the challenge with a signature.',
  usage: 'pkam:<signature>',
  example: 'pkam:signingAlgo:rsa2048:hashingAlgo:sha256:pW8NLQ3vHabEg==',
  captures: (line) => {
    const start = skip(line, 0, 'pkam:')
    return start === -1
      ? undefined
      : fit(take(line, start, options), start, (at) => signatureAt(line, at))
  },
  read: (captures) => ({
    verb: 'pkam',
    signingAlgo: choice(captures, 'signingAlgo', signingAlgos),
    hashingAlgo: choice(captures, 'hashingAlgo', hashingAlgos),
    enrollmentId: captures['enrollmentId'],
    signature: required(captures, 'signature'),
  }),
  write: ({ signingAlgo, hashingAlgo, enrollmentId, signature }) =>
    [
      'pkam:',
      signingAlgo === undefined ? '' : `signingAlgo:${signingAlgo}:`,
      hashingAlgo === undefined ? '' : `hashingAlgo:${hashingAlgo}:`,
      enrollmentId === undefined ? '' : `enrollmentId:${enrollmentId}:`,
      signature,
    ].join(''),
}

/** An enrollment id reaches to the last colon that leaves a signature behind it. */
function signatureAt(line: string, at: number): Captures | undefined {
  const id = skip(line, at, 'enrollmentId:')
  const colon = id === -1 ? -1 : line.lastIndexOf(':', line.length - 2)
  if (id !== -1 && colon > id) {
    return { enrollmentId: line.slice(id, colon), signature: line.slice(colon + 1) }
  }
  return at < line.length ? { signature: line.slice(at) } : undefined
}
