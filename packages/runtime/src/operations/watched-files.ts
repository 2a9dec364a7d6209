import { statSync } from 'node:fs'
import type { Clock, Timer } from '../clock.ts'
import { maxSettingFileBytes } from '../limits.ts'
import type { Log } from '../log.ts'
import { readTextFile } from '../text-file.ts'

/** Files that belong together, and what to do when they change. */
export type WatchedFiles<Name extends string> = {
  /** Where each file is; one without a path is not there at all. */
  readonly paths: Readonly<Record<Name, string | undefined>>
  readonly everyMs: number
  readonly clock: Clock
  readonly log: Log
  /** Takes the new texts over, or throws and leaves everything as it was. */
  readonly apply: (texts: Readonly<Record<Name, string | undefined>>) => void
}

/**
 * Looks again and again whether files have changed, and takes them over together. Files still being
 * written are left alone until they have not changed between two looks; what cannot be used is told
 * once, and the old stays in use until the files change again (ops.certificate.reload).
 */
export function watchFiles<Name extends string>(options: WatchedFiles<Name>): Disposable {
  const { paths, everyMs, clock } = options
  let judged = stampsOf(paths)
  let latest = judged
  let timer: Timer = clock.after(everyMs, look)

  function look(): void {
    timer = clock.after(everyMs, look)
    const stamps = stampsOf(paths)
    const isSettled = stamps === latest
    latest = stamps
    if (isSettled && stamps !== judged) {
      judged = stamps
      takeOver(options, stamps)
    }
  }

  return { [Symbol.dispose]: () => timer.cancel() }
}

function takeOver<Name extends string>(
  { paths, apply, log }: WatchedFiles<Name>,
  stamps: string,
): void {
  try {
    const texts = textsOf(paths)
    if (stampsOf(paths) !== stamps) {
      // Somebody is writing again: the next looks will tell.
      return
    }
    apply(texts)
    log('info', 'certificate.replaced')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    log('error', 'certificate.refused', { reason })
  }
}

function textsOf<Name extends string>(
  paths: Readonly<Record<Name, string | undefined>>,
): Readonly<Record<Name, string | undefined>> {
  const texts: Record<Name, string | undefined> = { ...paths }
  for (const name in paths) {
    const path = paths[name]
    texts[name] = path === undefined ? undefined : readTextFile(path, maxSettingFileBytes)
  }
  return texts
}

/** What a look at files tells of them without reading them. */
function stampsOf(paths: Readonly<Record<string, string | undefined>>): string {
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
