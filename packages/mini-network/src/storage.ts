import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StateFiles, stateFiles } from './state-files.ts'
import { takeStateFolder } from './state-folder.ts'

/** Where a network keeps what it knows. */
export type StateOption =
  /** In memory alone: no file is ever written. */
  | { readonly kind: 'memory' }
  /** Records in memory; certificates and key files in a folder of the system's that goes in the end. */
  | { readonly kind: 'temporary' }
  /** In a folder, for the next start too; `reset` starts over. */
  | { readonly kind: 'folder'; readonly folder: string; readonly reset?: boolean }

/** The files of a network. */
export type Storage = {
  /** Undefined when no file is written. */
  readonly files: StateFiles | undefined
  /** Whether records are kept on disk. */
  readonly keepsRecords: boolean
  readonly release: () => Promise<void>
}

/** Makes ready what `option` asks for; throws what {@link takeStateFolder} throws. */
export async function openStorage(option: StateOption): Promise<Storage> {
  switch (option.kind) {
    case 'memory':
      return { files: undefined, keepsRecords: false, release: async () => undefined }
    case 'temporary': {
      const folder = await mkdtemp(join(tmpdir(), 'atnet-'))
      return {
        files: stateFiles(folder),
        keepsRecords: false,
        release: () => rm(folder, { recursive: true, force: true }),
      }
    }
    case 'folder': {
      const { files, release } = await takeStateFolder({
        folder: option.folder,
        reset: option.reset ?? false,
      })
      return { files, keepsRecords: true, release }
    }
    default:
      return option satisfies never
  }
}
