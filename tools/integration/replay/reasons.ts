/** Why our answer differs from the recorded one. */
export type Reason = {
  readonly kind: /** The protocol says what to do instead of what was recorded. */
    | 'DO'
    /** The recorded answer is a defect of that server. */
    | 'BUG'
    /** Later versions of the protocol answer as we do. */
    | 'later version'
    /** We chose to. */
    | 'our decision'
    /** Something the answer depends on has no meaning here yet. */
    | 'not yet'
    /** An earlier difference led to another state. */
    | 'follows'
  readonly text: string
}

/** Every reason by the name that the lists of differences use. */
export const REASONS: Readonly<Record<string, Reason>> = {
  'at-stripped': { kind: 'DO', text: 'the directory takes names with a leading @ too' },
  'every-line': { kind: 'DO', text: 'lines that come in one packet are answered one by one' },
  'one-line': { kind: 'DO', text: 'an error is one line: no line feed within it' },
  utf8: { kind: 'DO', text: 'a line that is not UTF-8 is answered' },
  'config-version': { kind: 'DO', text: 'a client without a usable version gets plain errors' },
  'open-after-bad-proof': { kind: 'DO', text: 'a malformed proof is a failed one, and no more' },
  'bad-batch': { kind: 'DO', text: 'a batch that is no JSON is a syntax error' },
  'every-command': { kind: 'DO', text: 'an unknown command in a batch has its entry as well' },
  'bad-pattern': { kind: 'DO', text: 'a pattern that cannot be compiled is a syntax error' },
  'json-syntax': { kind: 'DO', text: 'a malformed update:json is a syntax error, and no more' },
  'json-lines': { kind: 'DO', text: 'update:json takes no value of two lines' },
  'json-unsaid': { kind: 'DO', text: 'what update:json does not say is not supplied' },
  'data-prefix': { kind: 'BUG', text: 'a value that begins with data: was given without it' },
  'short-key': { kind: 'BUG', text: 'a key of one character could not be looked up' },
  'stream-parts': { kind: 'BUG', text: 'a stream line without an id was an internal error' },
  'second-pol': { kind: 'BUG', text: 'a repeated pol ran into its own connection' },
  features: { kind: 'later version', text: 'info lists what the server can do' },
  'spent-challenge': { kind: 'later version', text: 'a challenge can be answered once' },
  'named-clocks': {
    kind: 'later version',
    text: 'an update that does not speak of expiry leaves it where it was',
  },
  'origin-times': {
    kind: 'later version',
    text: 'a copy has the times of the record it was made from',
  },
  'swept-on-time': { kind: 'later version', text: 'expired records go when they expire' },
  'sync-limit': {
    kind: 'later version',
    text: 'sync heeds the limit of the request, which may be left out',
  },
  'more-figures': { kind: 'later version', text: 'stats has 17 figures' },
  'unknown-figure': { kind: 'later version', text: 'an unknown figure is a syntax error' },
  'verb-length': { kind: 'later version', text: 'a verb that is too long is refused at once' },
  'key-first': { kind: 'our decision', text: 'the members of a record come in one order' },
  'secret-key': {
    kind: 'our decision',
    text: 'the key that proves us to peers is served to nobody',
  },
  'cram-only': {
    kind: 'our decision',
    text: 'only a connection that used the one-time secret sets the login key',
  },
  'owner-only': {
    kind: 'our decision',
    text: 'notifications are nothing to strangers, and their state nothing to peers',
  },
  'json-words': { kind: 'our decision', text: 'what is wrong with JSON is said in our words' },
  'first-compaction': {
    kind: 'our decision',
    text: 'a log is first compacted a period after the start, not at the next quarter of an hour',
  },
  'batch-allowed': {
    kind: 'our decision',
    text: 'a batch holds nothing that changes what its connection is',
  },
  'no-notify': { kind: 'not yet', text: 'notify has no meaning yet' },
  visits: { kind: 'follows', text: 'other atServers came at other times and asked for other keys' },
  'other-records': {
    kind: 'follows',
    text: 'records of update:json are missing or more, and the signing key missing',
  },
  'still-open': {
    kind: 'follows',
    text: 'connections whose end was not recorded, and those of other atServers, take slots',
  },
  'not-logged-in': { kind: 'follows', text: 'the login before it failed' },
}

/**
 * Verbs without a meaning here yet, and how their lines begin. The first that fits is meant. Their
 * lines are answered `invalid command`, whatever was recorded. When a verb gets its meaning, its row
 * goes: the replay fails for a row that no line needs any more.
 */
export const NOT_YET: readonly { readonly verb: string; readonly line: RegExp }[] = [
  { verb: 'enroll', line: /^enroll:/u },
  { verb: 'notify:list', line: /^notify:list/u },
  { verb: 'notify', line: /^notify:/u },
  { verb: 'monitor', line: /^monitor/u },
]
