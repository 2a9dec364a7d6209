import { maxJsonDepth } from './limits.ts'

/** Whether `value` is a JSON object: neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What `text` says as JSON; `undefined` when it is absent, no JSON, or nests deeper than 64
 * levels, which the platform's reader would take seconds over. Read only own members of what
 * comes back. Requirement `wire.json.bounded`.
 */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined || nestsTooDeep(text)) {
    return undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Counts brackets outside strings, without building anything. */
function nestsTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === quote) {
      inString = !inString
    } else if (inString) {
      at += unit === backslash ? 1 : 0
    } else if (isOpening(unit)) {
      depth += 1
      if (depth > maxJsonDepth) {
        return true
      }
    } else if (isClosing(unit)) {
      depth -= 1
    }
  }
  return false
}

const quote = 0x22
const backslash = 0x5c

/** `[` or `{`, which differ in one bit. */
function isOpening(unit: number): boolean {
  return unit === 0x5b || unit === 0x7b
}

/** `]` or `}`. */
function isClosing(unit: number): boolean {
  return unit === 0x5d || unit === 0x7d
}
