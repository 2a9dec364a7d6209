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
  return text === undefined || survey(text).depth > maxJsonDepth ? undefined : parsed(text)
}

/** What a text says as JSON, or what is wrong with it, as the end of a sentence about it. */
export type ExactJson = { readonly value: unknown } | { readonly flaw: string }

/**
 * The same for what is kept or passed on, where nothing may change on the way: a number beyond 2^53,
 * half a surrogate pair and a member named twice are flaws, as JavaScript would silently make
 * something else of them. `__proto__` is a name like any other. Requirement `wire.json.exact`.
 */
export function readExactJson(text: string): ExactJson {
  const { depth, colons } = survey(text)
  if (depth > maxJsonDepth) {
    return { flaw: `nests deeper than ${maxJsonDepth} levels` }
  }
  const value = parsed(text)
  const flaw = value === undefined ? 'is not JSON' : inexactness(value, colons)
  return flaw === undefined ? { value } : { flaw }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * How deep the brackets of `text` go and how many colons it has, those in strings apart, found without
 * building anything. Stops where it is too deep.
 */
function survey(text: string): { readonly depth: number; readonly colons: number } {
  let depth = 0
  let deepest = 0
  let colons = 0
  let inString = false
  for (let at = 0; at < text.length && deepest <= maxJsonDepth; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === quote) {
      inString = !inString
    } else if (inString) {
      at += unit === backslash ? 1 : 0
    } else if (isOpening(unit)) {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (isClosing(unit)) {
      depth -= 1
    } else if (unit === colon) {
      colons += 1
    }
  }
  return { depth: deepest, colons }
}

/** What `value` lost when it was read from a text with so many colons, one for each member. */
function inexactness(value: unknown, colons: number): string | undefined {
  let members = 0
  let flaw: string | undefined
  function look(part: unknown): void {
    if (typeof part === 'number' && !(Math.abs(part) <= Number.MAX_SAFE_INTEGER)) {
      flaw ??= 'holds a number beyond 2^53'
    } else if (typeof part === 'string' && /\p{Surrogate}/u.test(part)) {
      flaw ??= 'holds half a surrogate pair'
    } else if (typeof part === 'object' && part !== null) {
      const names = Array.isArray(part) ? [] : Object.keys(part)
      members += names.length
      names.forEach(look)
      Object.values(part).forEach(look)
    }
  }
  look(value)
  return flaw ?? (members === colons ? undefined : 'names a member twice')
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a

/** `[` or `{`, which differ in one bit. */
function isOpening(unit: number): boolean {
  return unit === 0x5b || unit === 0x7b
}

/** `]` or `}`. */
function isClosing(unit: number): boolean {
  return unit === 0x5d || unit === 0x7d
}
