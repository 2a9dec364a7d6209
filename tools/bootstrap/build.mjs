import { Failure } from './failure.mjs'
import { runStep, say } from './step.mjs'

/** A build with nothing to do is over sooner than this, and then there is nothing to say. */
const announceAfterMs = 1500

/**
 * Brings the dist/ of these packages, and of what they import, up to date.
 * @param {{ root: string, env: NodeJS.ProcessEnv, packages: readonly string[] }} options
 */
export async function build({ root, env, packages }) {
  if (packages.length === 0) {
    return
  }
  const announcement = setTimeout(() => say(`building ${packages.join(', ')}`), announceAfterMs)
  const filters = packages.map((name) => `--filter=${name}`)
  const { ok, output } = await runStep(
    [
      'node',
      'node_modules/turbo/bin/turbo',
      'run',
      'build',
      '--output-logs=errors-only',
      ...filters,
    ],
    { cwd: root, env: { ...env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' } },
  )
  clearTimeout(announcement)
  if (!ok) {
    throw new Failure(`building ${packages.join(', ')} failed:\n${output.trim()}`)
  }
}
