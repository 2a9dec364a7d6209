import {
  type AtKeys,
  cramDigest,
  type HashingAlgorithm,
  type SigningAlgorithm,
  sign,
} from '@atnet/crypto'
import type { ClientConfig, Command } from '@atnet/protocol-codec'
import { isOwnChallenge } from './challenge.ts'
import type { Connection } from './connect.ts'
import { ClientError, ServerFault } from './errors.ts'
import { announces } from './features.ts'

/**
 * The hash named in `pkam` for each algorithm. The two that hash inside the signature name none.
 */
const hashings: Readonly<Record<SigningAlgorithm, HashingAlgorithm | undefined>> = {
  rsa2048: 'sha256',
  ecc_secp256r1: 'sha256',
  mldsa65: undefined,
  ed25519: undefined,
}

/** What a server that takes Ed25519 logins lists in `info`. */
const ed25519Feature = 'pkam.ed25519'

/** What the client says of itself: servers answer errors as JSON, always on one line, above 3.0.37. */
const clientConfig: ClientConfig = {
  version: '3.16.4',
  clientId: undefined,
  appName: 'atnet',
  appVersion: undefined,
  platform: undefined,
}

/**
 * Proves to be the owner with the key of a key file: `from`, then `pkam` with its algorithms named
 * (requirement `client.pkam.explicit`), and the enrollment the key file names.
 *
 * Throws {@link ClientError}: `challengeRefused` when the server asks for a signature of anything
 * but a challenge of this atSign, `keyRefused`, `notActivated`, or `unsupported` for an Ed25519 key
 * and a server that does not announce it (requirement `client.pkam.ed25519-announced`); and
 * {@link ServerFault} for every other refusal.
 */
export async function logIn(connection: Connection, keys: AtKeys): Promise<void> {
  const algorithm = keys.pkam.algorithm
  if (algorithm === 'ed25519') {
    await requireEd25519(connection)
  }
  const challenge = await fetchChallenge(connection)
  const hashing = hashings[algorithm]
  const signature = await sign({
    algorithm,
    ...(hashing === undefined ? {} : { hashing }),
    privateKey: keys.pkam.privateKey,
    message: challenge,
  })
  try {
    await prove(connection, {
      verb: 'pkam',
      signingAlgo: algorithm,
      hashingAlgo: hashing,
      enrollmentId: keys.enrollmentId,
      signature,
    })
  } catch (error) {
    throw pkamProblem(error, connection)
  }
}

/**
 * Proves to be the owner with the one-time secret of an atSign that is not activated yet.
 *
 * Throws {@link ClientError}: `wrongSecret`, `alreadyActivated` (the server holds no secret any
 * more), `challengeRefused`; and {@link ServerFault} for every other refusal.
 */
export async function logInWithSecret(connection: Connection, secret: string): Promise<void> {
  const challenge = await fetchChallenge(connection)
  try {
    await prove(connection, { verb: 'cram', digest: cramDigest(secret, challenge) })
  } catch (error) {
    throw cramProblem(error, connection)
  }
}

async function requireEd25519(connection: Connection): Promise<void> {
  const info = await connection.ask({ verb: 'info', form: 'full' })
  if (!announces(info, ed25519Feature)) {
    throw new ClientError(
      'unsupported',
      `The atServer of ${connection.atSign} does not take Ed25519 keys; log in with a key file that holds an RSA key.`,
    )
  }
}

async function fetchChallenge(connection: Connection): Promise<string> {
  const { atSign } = connection
  const challenge = await connection.ask({ verb: 'from', atSign, clientConfig })
  if (!isOwnChallenge(challenge, atSign)) {
    throw new ClientError(
      'challengeRefused',
      `The server asked for a signature of something that is not a challenge for ${atSign}; nothing was signed. ` +
        'Check that the directory points to the right server.',
    )
  }
  return challenge
}

async function prove(connection: Connection, command: Command): Promise<void> {
  const answer = await connection.ask(command)
  if (answer !== 'success') {
    throw new ClientError(
      'unexpectedReply',
      `The atServer of ${connection.atSign} answered the login with neither success nor an error.`,
    )
  }
}

function pkamProblem(error: unknown, { atSign }: Connection): Error {
  if (!(error instanceof ServerFault)) {
    return asError(error)
  }
  switch (error.code) {
    case 'AT0401':
      return new ClientError(
        'keyRefused',
        `The atServer of ${atSign} did not accept the key; use the key file of the activation of ${atSign}.`,
        { cause: error },
      )
    case 'AT0015':
      return new ClientError(
        'notActivated',
        `${atSign} has not been activated: activate it with its one-time secret first.`,
        { cause: error },
      )
    default:
      return error
  }
}

function cramProblem(error: unknown, { atSign }: Connection): Error {
  if (!(error instanceof ServerFault)) {
    return asError(error)
  }
  switch (error.code) {
    case 'AT0401':
      return new ClientError(
        'wrongSecret',
        `The atServer of ${atSign} did not accept the one-time secret; copy it again, complete and without blanks.`,
        { cause: error },
      )
    case 'AT0015':
      return new ClientError(
        'alreadyActivated',
        `${atSign} has been activated before and its one-time secret is used up: log in with its key file.`,
        { cause: error },
      )
    default:
      return error
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
