import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writePrivateFile } from '@atnet/client/key-files'
import { DatabaseInUse, openDatabase } from '@atnet/runtime/sqlite'
import { MiniNetworkError } from './errors.ts'
import { maxTextFileBytes } from './limits.ts'
import { beginnings, resettable, type StateFiles, stateFiles } from './state-files.ts'
import { readTextFile } from './text-file.ts'

/** A state folder that belongs to this process until it is released. */
export type StateFolder = {
  readonly files: StateFiles
  readonly release: () => Promise<void>
}

const privateFolderMode = 0o700
const lockSchema = 'CREATE TABLE holder (pid INTEGER NOT NULL) STRICT'
/** Marks the lock's file as ours: the letters `atlk`. */
const lockApplicationId = 0x61746c6b

/**
 * Takes possession of a state folder, making it if need be, closed to other users.
 *
 * The lock is one the system drops when its holder dies, so a crash leaves nothing to clean up, and
 * a process that happens to have got the old id is not taken for the holder (requirement
 * `network.state.one-process`). With `reset`, what a network has made in the folder is deleted
 * first, and nothing else.
 *
 * Throws {@link MiniNetworkError}: `stateInUse`, naming the process that holds it, or
 * `stateUnreadable`.
 */
export async function takeStateFolder(options: {
  readonly folder: string
  readonly reset: boolean
}): Promise<StateFolder> {
  const files = stateFiles(resolve(options.folder))
  await prepareFolder(files)
  const release = await takeLock(files)
  try {
    await writePrivateFile(files.pid, `${process.pid}\n`, { replace: true })
    if (options.reset) {
      for (const name of resettable) {
        await rm(join(files.folder, name), { recursive: true, force: true })
      }
    }
  } catch (error) {
    await release()
    throw unreadable(files, error)
  }
  return { files, release }
}

async function prepareFolder(files: StateFiles): Promise<void> {
  try {
    await mkdir(files.folder, { recursive: true, mode: privateFolderMode })
    const names = await readdir(files.folder)
    if (!names.includes('network.json') && !names.every((name) => beginnings.includes(name))) {
      throw new MiniNetworkError(
        'stateUnreadable',
        `The folder ${files.folder} holds other things than the state of a network: name an empty or a new one with --state.`,
      )
    }
    await chmod(files.folder, privateFolderMode)
  } catch (error) {
    throw error instanceof MiniNetworkError ? error : unreadable(files, error)
  }
}

async function takeLock(files: StateFiles): Promise<() => Promise<void>> {
  try {
    const lock = openDatabase({
      file: files.lock,
      migrations: [lockSchema],
      exclusive: true,
      applicationId: lockApplicationId,
    })
    return async () => {
      lock.close()
    }
  } catch (error) {
    if (error instanceof DatabaseInUse) {
      throw await inUse(files, error)
    }
    throw unreadable(files, error)
  }
}

async function inUse(files: StateFiles, cause: Error): Promise<MiniNetworkError> {
  const text = await readTextFile(files.pid, maxTextFileBytes).catch(() => undefined)
  const pid = /^\d+$/u.exec(text?.trim() ?? '')?.[0]
  const holder = pid === undefined ? 'another process' : `process ${pid}`
  return new MiniNetworkError(
    'stateInUse',
    `The network in ${files.folder} is already running in ${holder}: stop that one, or start a separate network with --state or --ephemeral and another --port.`,
    { cause },
  )
}

function unreadable(files: StateFiles, error: unknown): MiniNetworkError {
  const reason = error instanceof Error ? error.message : String(error)
  return new MiniNetworkError(
    'stateUnreadable',
    `The state folder ${files.folder} cannot be used (${reason}): make it writable, or name another one with --state.`,
    { cause: error },
  )
}
