import { statSync } from 'node:fs'
import type { AtServer, OutgoingIdentity } from '@atnet/atserver'
import type { Clock, Log } from '@atnet/runtime'
import { watchFiles } from '@atnet/runtime/operations'
import { readSettingFile, StartError } from '@atnet/runtime/program'
import { readIdentity, type TlsIdentity } from '@atnet/transport'
import type { SecondarySettings } from './config.ts'

/** The settings that name a certificate for calls to other atServers. */
type OutgoingSettings = Pick<SecondarySettings, 'mtls-cert' | 'mtls-key' | 'certificate-check-ms'>

type Paths = { readonly cert: string; readonly key: string }

/** What other atServers are shown, if it is something of its own. Throws `StartError`. */
export function readOutgoing(settings: OutgoingSettings): OutgoingIdentity | undefined {
  const paths = pathsOf(settings)
  if (paths === undefined) {
    return undefined
  }
  const identity = {
    certificate: readSettingFile('mtls-cert', paths.cert),
    key: readSettingFile('mtls-key', paths.key),
  }
  try {
    readIdentity(identity)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(`--mtls-cert and --mtls-key cannot be used: ${reason}.`, { cause: error })
  }
  return stamped(paths, identity)
}

/** Has the server show changed files in place of those it was started with. */
export function watchOutgoing(
  settings: OutgoingSettings,
  outgoing: OutgoingIdentity | undefined,
  around: {
    readonly server: Pick<AtServer, 'setOutgoing'>
    readonly clock: Clock
    readonly log: Log
  },
): Disposable | undefined {
  const paths = pathsOf(settings)
  if (paths === undefined || outgoing === undefined) {
    return undefined
  }
  const { certificate, key } = outgoing.identity
  return watchFiles({
    paths,
    inUse: { cert: certificate, key },
    ...{ everyMs: settings['certificate-check-ms'], clock: around.clock, log: around.log },
    apply: (texts) =>
      around.server.setOutgoing(stamped(paths, { certificate: texts.cert, key: texts.key })),
  })
}

function pathsOf({ 'mtls-cert': cert, 'mtls-key': key }: OutgoingSettings): Paths | undefined {
  if ((cert === undefined) !== (key === undefined)) {
    throw new StartError('--mtls-cert and --mtls-key belong together: give both of them, or none.')
  }
  return cert === undefined || key === undefined ? undefined : { cert, key }
}

function stamped({ cert, key }: Paths, identity: TlsIdentity): OutgoingIdentity {
  return { identity, chainChangedAt: changedAt(cert), keyChangedAt: changedAt(key) }
}

function changedAt(path: string): number {
  return Math.floor(statSync(path).mtimeMs)
}
