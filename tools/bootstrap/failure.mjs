/** Something the person at the keyboard can do something about: one sentence, no stack trace. */
export class Failure extends Error {
  /**
   * @param {string} sentence what is wrong and what to do
   * @param {number} [exitCode]
   */
  constructor(sentence, exitCode = 1) {
    super(sentence)
    this.exitCode = exitCode
  }
}

/**
 * Says in one sentence why an installer failed and what to do about it.
 * @param {{ task: string, output: string, folder: string }} failed
 */
export function explain({ task, output, folder }) {
  const known = CAUSES.find(({ sign }) => sign.test(output))
  if (known !== undefined) {
    return new Failure(`${task} failed: ${known.sentence(folder)}`)
  }
  return new Failure(`${task} failed, and this is what was said:\n${lastLines(output)}`)
}

/** The first sign found decides, so the disk and the folder come before the network. */
const CAUSES = [
  {
    sign: /ENOSPC|no space left/iu,
    sentence: (/** @type {string} */ folder) =>
      `the disk is full. Free about 1 GB where ${folder} is and run the command again.`,
  },
  {
    sign: /EACCES|EPERM|EROFS|read-only file system|permission denied/iu,
    sentence: (/** @type {string} */ folder) =>
      `${folder} (or the cache of npm or pnpm) cannot be written. Make it yours (chown, chmod) or clone into a folder of your own, and run the command again.`,
  },
  {
    sign: /OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH|frozen-lockfile/iu,
    sentence: () =>
      'pnpm-lock.yaml does not fit the package.json files. Run `npm run pnpm -- install` and commit the lock file.',
  },
  {
    sign: /\bE?404\b|ETARGET|NO_MATCHING_VERSION/u,
    sentence: () =>
      'the package registry does not have a version that is needed. Check which registry `npm config get registry` names.',
  },
  {
    sign: /\bE?40[137]\b|UNAUTHORIZED|FORBIDDEN/u,
    sentence: () =>
      'the package registry refuses us. Check the registry and the token in your .npmrc (`npm config list`).',
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|FETCH_ERROR|CERT_|SELF_SIGNED|network/iu,
    sentence: () =>
      'the package registry cannot be reached. Check the network and proxy, or name a registry that you can reach with `npm config set registry <url>`, and run the command again.',
  },
]

/** @param {string} output */
function lastLines(output) {
  const shownLines = 15
  return output.trim().split('\n').slice(-shownLines).join('\n')
}
