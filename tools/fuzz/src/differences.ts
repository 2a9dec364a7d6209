import type { ComparedVerb } from './expressions.ts'

/** A place where our grammar means to differ from the published expression. */
export type Difference = {
  /** Stable name. */
  readonly id: string
  readonly verb: ComparedVerb
  readonly reason: string
  /** What in the expression is replaced, and by what, to say what our grammar says. */
  readonly from: string
  readonly to: string
}

const isoTime = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?Z'

/**
 * Every intended difference. The comparison applies them to the expression and expects our grammar
 * to agree with the result on every line; one that no line needs is an error.
 */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'pkam.ed25519',
    verb: 'pkam',
    reason: 'ed25519 is a signature scheme of ours under a token the protocol reserves',
    from: 'rsa2048|mldsa65',
    to: 'rsa2048|mldsa65|ed25519',
  },
  {
    id: 'lookup.one-letter-key',
    verb: 'lookup',
    reason: 'a key of one letter is a key; the expression takes an option in front for part of it',
    from: '(?:[^:]).+)@',
    to: '(?:[^:]).*)@',
  },
  {
    id: 'llookup.one-letter-key',
    verb: 'llookup',
    reason: 'a key of one letter is a key; the expression takes an option in front for part of it',
    from: '((?!:{2})[^@])+)@',
    to: '((?!:{2})[^@])*)@',
  },
  {
    id: 'scan.anchored',
    verb: 'scan',
    reason: 'only the first alternative is tied to the start: a scan anywhere in a line would do',
    from: '^scan$|scan',
    to: '^scan',
  },
  {
    id: 'config.anchored',
    verb: 'config',
    reason:
      'the second alternative is not tied to the start: a setting anywhere in a line would do',
    from: '|(?:(?<=config:)(?<setOperation>',
    to: '|(?:(?<=^config:)(?<setOperation>',
  },
  {
    id: 'config.allow',
    verb: 'config',
    reason: 'a list of who may connect, beside the list of who may not, is our extension',
    from: '(?<list>block)',
    to: '(?<list>block|allow)',
  },
  {
    id: 'config.allow-unset',
    verb: 'config',
    reason: 'the list of who may connect can be taken away as a whole, which is our extension',
    from: '(?<=show)\\s?$|',
    to: '(?<=show)\\s?$|(?<=config:allow:remove):(?<everyone>\\*)$|',
  },
  {
    id: 'batch.abort-on-failure',
    verb: 'batch',
    reason: 'an option of the protocol that is newer than the expression',
    from: '^batch:',
    to: '^batch:(?:(?<abortOnFailure>abortOnFailure):)?',
  },
  {
    id: 'notify.expires-at',
    verb: 'notify',
    reason: 'an option of the protocol that is newer than the expression',
    from: '(:ttln:(?<ttln>\\d+))?',
    to: `(:ttln:(?<ttln>\\d+))?(:eAtn:(?<notificationExpiresAt>${isoTime}))?`,
  },
  {
    id: 'notify.ephemeral',
    verb: 'notify',
    reason: 'an option of the protocol that is newer than the expression',
    from: '(:ttl:(?<ttl>',
    to: '(:eph(?<ephemeral>))?(:ttl:(?<ttl>',
  },
  {
    id: 'notify-list.anchored',
    verb: 'notify:list',
    reason: 'the expression has no end: whatever follows would be ignored in silence',
    from: '(:(?<regex>[^:]+))?',
    to: '(:(?<regex>[^:]+))?$',
  },
  {
    id: 'notify-remove.anchored',
    verb: 'notify:remove',
    reason: 'the expression has no end: whatever follows the id would be ignored in silence',
    from: 'notify:remove:(?<id>[\\w\\d\\-\\_]+)',
    to: '^notify:remove:(?<id>[\\w\\d\\-\\_]+)$',
  },
  {
    id: 'enroll.empty-params',
    verb: 'enroll',
    reason: 'recorded servers read an empty object and name the member it lacks',
    from: '(?<enrollParams>\\{.+\\})',
    to: '(?<enrollParams>\\{.*\\})',
  },
  {
    id: 'monitor.ack',
    verb: 'monitor',
    reason: 'asking for a word when the monitor is up is our extension',
    from: '^monitor',
    to: '^monitor(:(?<ack>ack))?',
  },
]

/** A part of a published expression that our grammar captures although it has no name there. */
export type Naming = Pick<Difference, 'verb' | 'from' | 'to'>

/** Names given to parts, so that what we capture there is compared as well. */
export const NAMINGS: readonly Naming[] = [
  { verb: 'llookup', from: '(:cached)?', to: '(:(?<cached>cached))?' },
  { verb: 'delete', from: '(:cached)?', to: '(:(?<cached>cached))?' },
  {
    verb: 'info',
    from: '(:(brief|mtls|mtlsbrief))?',
    to: '(:(?<form>brief|mtls|mtlsbrief))?',
  },
  { verb: 'config', from: '(?<=config:)block:', to: '(?<=config:)(?<list>block):' },
]

/** `source` with one replacement; throws when there is not exactly one place for it. */
export function amend(source: string, { from, to }: Pick<Difference, 'from' | 'to'>): string {
  const pieces = source.split(from)
  if (pieces.length !== 2) {
    throw new Error(`the expression has ${pieces.length - 1} places that read ${from}`)
  }
  return pieces.join(to)
}
