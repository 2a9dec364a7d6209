import type { AtKeys, SigningAlgorithm } from '@atnet/crypto'
import { parse } from '@atnet/protocol-codec'
import { type Connection, type ConnectOptions, connect } from './connect.ts'
import { createKeys } from './create-keys.ts'
import { ClientError, ServerFault } from './errors.ts'
import { logIn, logInWithSecret } from './log-in.ts'

/** What {@link activate} needs to know. */
export type ActivateOptions = ConnectOptions & {
  /** The one-time secret the atSign was handed out with. */
  readonly secret: string
  /** Keys saved by an activation that was interrupted; they are used again, never replaced. */
  readonly savedKeys?: AtKeys | undefined
  /** Keeps the keys for good; awaited before anything irrevocable is done. Not called for saved keys. */
  readonly saveKeys: (keys: AtKeys) => Promise<void>
  /** The algorithm of the login key: `rsa2048` unless told otherwise. */
  readonly algorithm?: SigningAlgorithm
}

/** What an activation did. */
export type Activation = {
  readonly keys: AtKeys
  /** Whether saved keys were used instead of new ones. */
  readonly resumed: boolean
}

/**
 * Makes the caller the owner of an atSign: proves itself with the one-time secret, registers a new
 * login key, logs in with it over a new connection, saves the keys, publishes the encryption key
 * and has the secret deleted.
 *
 * The keys are saved before the secret is deleted (requirement `client.activate.keys-first`), so an
 * interruption at any point is healed by calling it again, with `savedKeys` when they had been
 * saved (requirement `client.activate.resumable`).
 *
 * Throws what {@link connect} and the logins throw, and whatever `saveKeys` throws.
 */
export async function activate(options: ActivateOptions): Promise<Activation> {
  const { savedKeys } = options
  if (savedKeys !== undefined) {
    await finish(options, savedKeys, async () => undefined)
    return { keys: savedKeys, resumed: true }
  }
  const keys = await registerNewKeys(options)
  await finish(options, keys, () => options.saveKeys(keys))
  return { keys, resumed: false }
}

function registerNewKeys(options: ActivateOptions): Promise<AtKeys> {
  return withConnection(options, async (connection) => {
    // The secret is tried before keys are made: a wrong one costs no key generation.
    await logInWithSecret(connection, options.secret)
    const keys = await createKeys(options)
    await registerKey(connection, keys)
    return keys
  })
}

/** From the login with the registered key to the deletion of the secret. */
async function finish(
  options: ActivateOptions,
  keys: AtKeys,
  saveKeys: () => Promise<void>,
): Promise<void> {
  await withConnection(options, async (connection) => {
    await logInOrRegister(options, connection, keys)
    await saveKeys()
    await publishEncryptionKey(connection, keys)
    await connection.ask(parse('delete:privatekey:at_secret'))
  })
}

/**
 * Logs in; a server that does not know saved keys, because it lost its data since, is told of them
 * again as long as it takes the secret.
 */
async function logInOrRegister(
  options: ActivateOptions,
  connection: Connection,
  keys: AtKeys,
): Promise<void> {
  try {
    await logIn(connection, keys)
  } catch (error) {
    if (options.savedKeys === undefined || !isUnknownKey(error)) {
      throw error
    }
    await withConnection(options, async (first) => {
      await logInWithSecret(first, options.secret)
      await registerKey(first, keys)
    })
    await logIn(connection, keys)
  }
}

function isUnknownKey(error: unknown): boolean {
  return (
    error instanceof ClientError &&
    (error.problem === 'keyRefused' || error.problem === 'notActivated')
  )
}

async function registerKey(connection: Connection, keys: AtKeys): Promise<void> {
  await connection.ask(parse(`update:privatekey:at_pkam_publickey ${keys.pkam.publicKey}`))
}

async function publishEncryptionKey(connection: Connection, keys: AtKeys): Promise<void> {
  const key = `public:publickey${connection.atSign}`
  if ((await valueOf(connection, key)) !== keys.encryption.publicKey) {
    await connection.ask(parse(`update:${key} ${keys.encryption.publicKey}`))
  }
}

/** The value of one of the owner's own records, undefined when there is none. */
async function valueOf(connection: Connection, key: string): Promise<string | undefined> {
  try {
    return await connection.ask(parse(`llookup:${key}`))
  } catch (error) {
    if (error instanceof ServerFault && error.code === 'AT0015') {
      return undefined
    }
    throw error
  }
}

async function withConnection<T>(
  options: ConnectOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(options)
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}
