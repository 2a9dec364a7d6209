import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '@atnet/client/key-files'
import type { Clock } from '@atnet/runtime'
import type { TlsIdentity } from '@atnet/transport'
import {
  type Authority,
  createAuthority,
  isGoodUntil,
  issueLeaf,
  loopbackNames,
} from './certificates.ts'
import { authorityLifeMs, backdatingMs, leafLifeMs, renewalMarginMs } from './limits.ts'

/** A certificate authority for this machine, and the certificates it signs. */
export type LocalCa = {
  /** The authority's certificate (PEM): what clients have to trust. */
  readonly certificate: string
  /** The file it is in; undefined when nothing is kept. */
  readonly file: string | undefined
  /** Signs foreign certificates, for tests that need one. */
  readonly authority: Authority
  /** The certificate of the server called `name`, a new one when the kept one is about to end. */
  readonly identityFor: (name: string) => Promise<TlsIdentity>
}

/** What {@link openLocalCa} needs to know. */
export type LocalCaOptions = {
  /** Where certificates and keys are kept; undefined keeps nothing. */
  readonly folder: string | undefined
  /** Certificates are judged by the machine's clock, whatever else a test makes of time. */
  readonly clock: Clock
  /** Hears of anything the user should know, such as a new authority. */
  readonly notice: (text: string) => void
}

/**
 * Opens the certificate authority kept in a folder, or makes one. An authority that has ended, will
 * end soon or cannot be read is replaced, saying so, since clients have to be told of the new one
 * (requirement `network.ca.renewed`).
 */
export async function openLocalCa(options: LocalCaOptions): Promise<LocalCa> {
  const { folder, clock } = options
  const authority = await openAuthority(options)
  return {
    certificate: authority.certificate,
    file: folder === undefined ? undefined : authorityFiles(folder).certificate,
    authority,
    identityFor: async (name) => {
      const files = folder === undefined ? undefined : leafFiles(folder, name)
      const kept = files === undefined ? undefined : await readPair(files)
      if (kept !== undefined && isGoodUntil(kept, clock.now() + renewalMarginMs, authority)) {
        return kept
      }
      const issued = await issueLeaf(authority, {
        commonName: 'localhost',
        names: loopbackNames,
        validity: validity(clock, leafLifeMs),
      })
      if (files !== undefined) {
        await writePair(files, issued)
      }
      return issued
    },
  }
}

type PairFiles = { readonly certificate: string; readonly key: string }
type Pair = { readonly certificate: string; readonly key: string }

async function openAuthority({ folder, clock, notice }: LocalCaOptions): Promise<Authority> {
  const files = folder === undefined ? undefined : authorityFiles(folder)
  const kept = files === undefined ? undefined : await readPair(files)
  if (kept !== undefined && isGoodUntil(kept, clock.now() + renewalMarginMs, undefined)) {
    return kept
  }
  const made = await createAuthority({
    commonName: 'atnet local authority',
    validity: validity(clock, authorityLifeMs),
  })
  if (files !== undefined) {
    await writePair(files, made)
    if (kept !== undefined) {
      notice(
        `The local certificate authority had ended, or could not be read, and was replaced: programs that trust the old one have to be given ${files.certificate} again.`,
      )
    }
  }
  return made
}

function authorityFiles(folder: string): PairFiles {
  return { certificate: join(folder, 'ca.pem'), key: join(folder, 'ca-key.pem') }
}

function leafFiles(folder: string, name: string): PairFiles {
  const certificates = join(folder, 'certificates')
  return {
    certificate: join(certificates, `${name}.pem`),
    key: join(certificates, `${name}-key.pem`),
  }
}

/** Undefined when both are missing; a missing half reads as empty text, which fits nothing. */
async function readPair(files: PairFiles): Promise<Pair | undefined> {
  const [certificate, key] = await Promise.all([textOf(files.certificate), textOf(files.key)])
  if (certificate === undefined && key === undefined) {
    return undefined
  }
  return { certificate: certificate ?? '', key: key ?? '' }
}

/** The key first: a certificate without its key would be taken for a whole pair. */
async function writePair(files: PairFiles, pair: Pair): Promise<void> {
  await writePrivateFile(files.key, pair.key, { replace: true })
  await writePrivateFile(files.certificate, pair.certificate, { replace: true })
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined
    }
    throw error
  }
}

function validity(clock: Clock, lifeMs: number): { fromMs: number; untilMs: number } {
  return { fromMs: clock.now() - backdatingMs, untilMs: clock.now() + lifeMs }
}
