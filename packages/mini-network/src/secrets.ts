import { rm } from 'node:fs/promises'
import { writePrivateFile } from '@atnet/client/key-files'
import type { AtSign } from '@atnet/protocol-codec'
import type { Randomness } from '@atnet/runtime'
import { maxTextFileBytes, secretBytes } from './limits.ts'
import type { StateFiles } from './state-files.ts'
import { readTextFile } from './text-file.ts'

/** The one-time secrets of atSigns that are not activated. */
export type Secrets = {
  /** The secret of `atSign`, made at the first question and the same at the next start. */
  readonly secretFor: (atSign: AtSign) => Promise<string>
  /** Forgets a secret that is used up. */
  readonly forget: (atSign: AtSign) => Promise<void>
}

/** Secrets kept in the files of a network, or nowhere when it keeps none. */
export function openSecrets(files: StateFiles | undefined, randomness: Randomness): Secrets {
  return {
    secretFor: async (atSign) => {
      const file = files?.secret(atSign)
      const kept = file === undefined ? undefined : await readTextFile(file, maxTextFileBytes)
      if (kept !== undefined && kept.trim() !== '') {
        return kept.trim()
      }
      const secret = toHex(randomness.bytes(secretBytes))
      if (file !== undefined) {
        await writePrivateFile(file, `${secret}\n`, { replace: true })
      }
      return secret
    },
    forget: async (atSign) => {
      if (files !== undefined) {
        await rm(files.secret(atSign), { force: true })
      }
    },
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
