import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from './failure.mjs'
import { say } from './step.mjs'

const pollMs = 200
/** Others that only build are done before this; then there is nothing to say. */
const announceAfterMs = 2000
/** An install that takes longer than this is stuck, or its pid went to another program. */
const patienceMs = 15 * 60_000

/**
 * Waits until no other bootstrap works on `folder`, and takes its place. Returns what gives the
 * place back; a bootstrap that died without doing so is noticed by its pid.
 * @param {string} folder
 * @returns {Promise<() => void>}
 */
export async function takeLock(folder) {
  const lock = join(folder, 'lock')
  const mine = join(folder, `lock.${process.pid}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(mine, String(process.pid))
  const removeMine = () => rmSync(mine, { force: true })
  process.once('exit', removeMine)
  const started = Date.now()
  let announced = false
  try {
    while (!taken(mine, lock)) {
      const holder = holderOf(lock)
      const waitedMs = Date.now() - started
      if (holder !== undefined && !announced && waitedMs > announceAfterMs) {
        say(
          `waiting for another setup of this clone, process ${holder} (if it is none: delete ${lock})`,
        )
        announced = true
      }
      if (waitedMs > patienceMs) {
        throw new Failure(
          `${lock} has been held for too long. If no setup is running, delete that file and run the command again.`,
        )
      }
      await pause(pollMs)
    }
  } finally {
    removeMine()
    process.off('exit', removeMine)
  }
  const release = () => {
    process.off('exit', release)
    rmSync(lock, { force: true })
  }
  process.once('exit', release)
  return release
}

/**
 * A link appears whole or not at all, so the file always names its holder.
 * @param {string} mine
 * @param {string} lock
 */
function taken(mine, lock) {
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw error
    }
  }
  const holder = holderOf(lock)
  if (holder !== undefined && !isAlive(holder)) {
    rmSync(lock, { force: true })
  }
  return false
}

/** @param {string} lock */
function holderOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch {
    return undefined // Given back between our two looks.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM' // It lives, and belongs to somebody else.
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
