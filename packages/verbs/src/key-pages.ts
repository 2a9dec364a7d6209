import type { KeyQuery, Reader } from '@atnet/keystore'

/** The keys that a query finds, ascending, a page at a time, each read when it is wanted. */
export function* keyPages(
  records: Pick<Reader, 'keys'>,
  query: Omit<KeyQuery, 'after'>,
): Generator<readonly string[], void> {
  let after: string | undefined
  do {
    const page = records.keys(after === undefined ? query : { ...query, after })
    yield page.keys
    after = page.next
  } while (after !== undefined)
}
