import { statSync } from 'node:fs'
import type { Clock, Timer } from '../clock.ts'
import { maxSettingFileBytes } from '../limits.ts'
import type { Log } from '../log.ts'
import { readTextFile } from '../text-file.ts'

/** Where files are, by what they are for; one without a path is not there at all. */
export type FilePaths = Readonly<Record<string, string | undefined>>

/** Files that belong together, and what to do when they change. */
export type WatchedFiles<Paths extends FilePaths> = {
  readonly paths: Paths
  /** What is in use so far: files may have changed since it was read. */
  readonly inUse: Paths
  readonly everyMs: number
  readonly clock: Clock
  readonly log: Log
  /** Takes the new texts over, or throws and leaves everything as it was. */
  readonly apply: (texts: { readonly [Name in keyof Paths]: Paths[Name] }) => void
}

/**
 * Looks again and again whether files have changed, and takes them over together. Files still being
 * written are left alone until they have not changed between two looks; what cannot be used is told
 * once, and the old stays in use until the files change again (ops.certificate.reload).
 */
export function watchFiles<Paths extends FilePaths>(options: WatchedFiles<Paths>): Disposable {
  const { paths, everyMs, clock } = options
  let inUse = options.inUse
  let judged = ''
  let latest = stampsOf(paths)
  let timer: Timer = clock.after(everyMs, look)

  function look(): void {
    timer = clock.after(everyMs, look)
    const stamps = stampsOf(paths)
    const isSettled = stamps === latest
    latest = stamps
    if (isSettled && stamps !== judged) {
      judged = stamps
      inUse = takeOver({ ...options, inUse }, stamps)
    }
  }

  return { [Symbol.dispose]: () => timer.cancel() }
}

/** Gives what is in use afterwards. */
function takeOver<Paths extends FilePaths>(
  { paths, inUse, apply, log }: WatchedFiles<Paths>,
  stamps: string,
): Paths {
  try {
    const texts = textsOf(paths, inUse)
    const isUnchanged = Object.keys(paths).every((name) => texts[name] === inUse[name])
    // When somebody is writing again, the next looks will tell.
    if (isUnchanged || stampsOf(paths) !== stamps) {
      return inUse
    }
    apply(texts)
    log('info', 'certificate.replaced')
    return texts
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    log('error', 'certificate.refused', { reason })
    return inUse
  }
}

/** Each path replaced by the text that is there. A pipe gave its text once: asking again would wait for ever. */
function textsOf<Paths extends FilePaths>(paths: Paths, inUse: Paths): Paths {
  const texts = { ...inUse }
  for (const name in paths) {
    const path = paths[name]
    if (path !== undefined && !isPipe(path)) {
      Object.assign(texts, { [name]: readTextFile(path, maxSettingFileBytes) })
    }
  }
  return texts
}

function isPipe(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === false
}

/** What a look at files tells of them without reading them. */
function stampsOf(paths: FilePaths): string {
  return Object.values(paths)
    .map((path) => (path === undefined ? '' : stampOf(path)))
    .join(' ')
}

function stampOf(path: string): string {
  try {
    const { mtimeNs, ctimeNs, size, ino } = statSync(path, { bigint: true })
    return [mtimeNs, ctimeNs, size, ino].join('/')
  } catch {
    // Between two of its versions a file may be missing.
    return 'missing'
  }
}
