import { maxVersionChars } from './limits.ts'

/** The last client version that expects errors as text. */
const lastTextVersion: readonly [number, number, number] = [3, 0, 37]

const shape = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/u

/**
 * Whether a client that announced `version` in its `clientConfig` reads errors as JSON: semantic
 * versions above 3.0.37 do. A version that is absent or cannot be read counts as none.
 * Requirement `wire.fault.json-version`.
 */
export function readsJsonErrors(version: string | undefined): boolean {
  if (version === undefined || version.length > maxVersionChars) {
    return false
  }
  const numbers = shape.exec(version)?.slice(1).map(Number)
  if (numbers === undefined) {
    return false
  }
  // A pre-release or build of 3.0.37 itself does not rank above it, so the numbers decide.
  const differing = lastTextVersion.findIndex((last, index) => numbers[index] !== last)
  return differing !== -1 && (numbers[differing] ?? 0) > (lastTextVersion[differing] ?? 0)
}
