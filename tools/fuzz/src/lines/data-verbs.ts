import { FRAGMENT_TAGS } from '@atnet/protocol-codec'
import {
  any,
  anyCase,
  digits,
  flag,
  maybe,
  name,
  type Piece,
  repeat,
  seq,
  signedDigits,
  text,
  time,
  token,
  word,
  words,
} from './pieces.ts'

const tagValues: Readonly<Record<(typeof FRAGMENT_TAGS)[number]['kind'], Piece>> = {
  integer: signedDigits,
  flag,
  time,
  token,
}

/** Metadata tags in their order, each in some of the lines. */
export const metadata: Piece = (random) => {
  // Rare tags, or rarely many: a line with all of them would be all the test ever sees.
  const share = random.pick([0, 0.05, 0.2])
  return FRAGMENT_TAGS.map(({ tag, kind }) =>
    random.chance(share) ? seq(anyCase(`:${tag}:`), tagValues[kind])(random) : '',
  ).join('')
}

/** `:public`, `:@bob` or nothing. */
const scope: Piece = any('', anyCase(':public'), seq(':@', name))

/** A key as most verbs take it, sometimes one they do not. */
export const key: Piece = any(
  seq(word, '.', word),
  token,
  word,
  any('x', '@', ''),
  any('phone', 'public', 'cached', 'all:x', 'private:x', 'local:x', 'a:b', '@bob'),
)

const longKey: Piece = seq(key, maybe(0.2, any(':', ' ', '::', '.'), key))
const owner: Piece = seq('@', name)
const lookupOptions: Piece = seq(
  maybe(0.3, anyCase('bypassCache:'), flag, ':'),
  maybe(0.4, words('meta', 'all'), ':'),
)

/** Lines of the verbs that read, write and list records. */
export const dataLines = {
  lookup: seq(anyCase('lookup:'), lookupOptions, longKey, owner),
  plookup: seq(anyCase('plookup:'), lookupOptions, key, owner),
  llookup: seq(
    anyCase('llookup'),
    maybe(0.4, ':', words('meta', 'all')),
    maybe(0.2, anyCase(':cached')),
    scope,
    ':',
    longKey,
    owner,
  ),
  update: seq(
    anyCase('update'),
    maybe(0.1, anyCase(':nc')),
    any(
      seq(anyCase(':json:'), text),
      ...Array.from({ length: 8 }, () =>
        seq(
          metadata,
          scope,
          ':',
          any(token, token, word, anyCase('privatekey:at_pkam_publickey')),
          maybe(0.7, owner),
          ' ',
          text,
        ),
      ),
    ),
  ),
  'update:meta': seq(
    anyCase('update:meta'),
    maybe(0.1, anyCase(':nc')),
    scope,
    ':',
    any(seq(word, '.', word), seq(word, word), token, seq(word, ' ', word)),
    owner,
    metadata,
  ),
  delete: seq(
    anyCase('delete'),
    maybe(0.1, anyCase(':dAt:'), time),
    maybe(0.1, anyCase(':nc')),
    maybe(0.15, anyCase(':force')),
    maybe(0.15, anyCase(':priority:'), words('low', 'medium', 'high')),
    maybe(0.15, anyCase(':cached')),
    scope,
    ':',
    any(token, token, word, anyCase('privatekey:at_secret')),
    maybe(0.7, owner),
  ),
  scan: seq(
    anyCase('scan'),
    maybe(0.15, anyCase(':cl')),
    maybe(0.2, anyCase(':showHidden:'), flag),
    maybe(0.2, ':', owner),
    maybe(0.15, anyCase(':page:'), digits),
    maybe(0.4, ' ', any(token, '^public:', '.*', seq(word, '\u00a0', word))),
    maybe(0.02, ' ', anyCase('scan:page:1')),
  ),
  'sync:from': seq(
    anyCase('sync:from:'),
    any(digits, '-1'),
    maybe(0.6, anyCase(':limit:'), digits, maybe(0.05, any('x', ':'))),
    maybe(0.3, anyCase(':skipDeletesUntil:'), digits, maybe(0.05, any('x', ':'))),
    maybe(0.4, ':', text),
  ),
  batch: seq(anyCase('batch:'), maybe(0.2, anyCase('abortOnFailure:')), maybe(0.95, text)),
  stream: seq(
    anyCase('stream:'),
    maybe(0.9, words('init', 'send', 'receive', 'done', 'resume')),
    maybe(0.4, '@', any(name, anyCase('bobnamespace'), anyCase('bobstartByte'))),
    maybe(0.3, maybe(0.8, ' '), anyCase('namespace:'), any(word, anyCase('wavistartByte'))),
    maybe(0.3, maybe(0.8, ' '), anyCase('startByte:'), digits),
    maybe(0.6, ' ', any(word, '1234-5678', '')),
    maybe(0.4, ' ', repeat(any(word, token), 1, 3, ' '), ' '),
    maybe(0.5, digits),
  ),
} as const satisfies Readonly<Record<string, Piece>>
