import fc from 'fast-check'

/** Who a record is for, as keys begin. */
export type Scope = '' | 'public:' | '@bob:'

/** What an owner does next. */
export type Step =
  | {
      readonly kind: 'update' | 'meta'
      readonly key: string
      readonly value: string
      readonly ttl: number | undefined
      readonly isEncrypted: boolean | undefined
      readonly noCommit: boolean
    }
  | { readonly kind: 'delete'; readonly key: string; readonly noCommit: boolean }
  | { readonly kind: 'llookup'; readonly key: string; readonly show: '' | 'meta:' | 'all:' }
  | { readonly kind: 'scan'; readonly showHidden: boolean; readonly pattern: string | undefined }
  | {
      readonly kind: 'sync'
      readonly from: number
      readonly limit: number | undefined
      readonly skipDeletesUntil: number | undefined
      readonly pattern: string | undefined
    }
  | { readonly kind: 'stats'; readonly pattern: string | undefined }
  | { readonly kind: 'wait'; readonly ms: number }

const scopes: readonly Scope[] = ['', 'public:', '@bob:']
// The last two are in one order by code point and in the other by UTF-16.
const names = ['ab', 'b.wavi', '_h.buzz', '__s.wavi', 'shared_key', 'x\ufe0f.wavi', 'x😀.wavi']
const keys = scopes.flatMap((scope) => names.map((name) => `${scope}${name}@alice`))

const anyKey = fc.constantFrom(...keys)
const anyValue = fc.stringMatching(/^[ -~]{0,3}[a-zé😀]$/u)
const anyPattern = fc.option(fc.constantFrom('wavi', '^@bob', 'buzz', '_', 'nosuch', 'b@'), {
  nil: undefined,
})
const seldom = fc.integer({ min: 0, max: 5 }).map((number) => number === 0)
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })

const anyWrite: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('update', 'update', 'meta'),
  key: anyKey,
  value: anyValue,
  ttl: maybe(fc.constantFrom(0, 1_000, 5_000)),
  isEncrypted: maybe(fc.boolean()),
  noCommit: seldom,
})

/** Any of the steps, writes more often than the rest. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: anyWrite },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('delete'), key: anyKey, noCommit: seldom }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('llookup'),
      key: anyKey,
      show: fc.constantFrom('', 'meta:', 'all:'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('scan'),
      showHidden: fc.boolean(),
      pattern: anyPattern,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('sync'),
      from: fc.integer({ min: -1, max: 20 }),
      limit: maybe(fc.integer({ min: 0, max: 4 })),
      skipDeletesUntil: maybe(fc.nat(20)),
      pattern: anyPattern,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stats'), pattern: anyPattern }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1, 999, 1_001, 6_000) }),
  },
)

/** The line that says a step; `undefined` for one that is waited for. */
export function lineOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'update':
      return `update${step.noCommit ? ':nc' : ''}${tagsOf(step)}:${step.key} ${step.value}`
    case 'meta':
      return `update:meta${step.noCommit ? ':nc' : ''}:${step.key}${tagsOf(step)}`
    case 'delete':
      return `delete${step.noCommit ? ':nc' : ''}:${step.key}`
    case 'llookup':
      return `llookup:${step.show}${step.key}`
    case 'scan':
      return `scan${step.showHidden ? ':showhidden:true' : ''}${optional(' ', step.pattern)}`
    case 'sync':
      return [
        `sync:from:${step.from}`,
        optional(':limit:', step.limit),
        optional(':skipDeletesUntil:', step.skipDeletesUntil),
        optional(':', step.pattern),
      ].join('')
    case 'stats':
      return `stats:3${optional(':', step.pattern)}`
    case 'wait':
      return undefined
    default:
      return step satisfies never
  }
}

function tagsOf({ ttl, isEncrypted }: Extract<Step, { kind: 'update' | 'meta' }>): string {
  return optional(':ttl:', ttl) + optional(':isEncrypted:', isEncrypted)
}

function optional(before: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `${before}${value}`
}
