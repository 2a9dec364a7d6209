import { type AtSign, canonicalKey } from '@atnet/protocol-codec'

/**
 * Whether the atServer itself depends on a record so much that nobody else writes it. `key` is
 * canonical (data.update.reserved).
 */
export function isServersOwn(key: string, owner: AtSign): boolean {
  return key === `public:signing_publickey${owner}` || key === `${owner}:signing_privatekey${owner}`
}

/** Stands for the owner in the names that an operator protects. */
const ownerPlaceholder = '<@atsign>'

/**
 * Whether records of this name stay, whoever they are for. `name` is a canonical key without its
 * scope; the atSign it is compared with is the atServer's own, never one that a command brings
 * (data.delete.protected).
 */
export function isKept(
  name: string,
  { owner, protectedKeys }: { readonly owner: AtSign; readonly protectedKeys: readonly string[] },
): boolean {
  switch (name) {
    case `signing_publickey${owner}`:
    case `signing_privatekey${owner}`:
    case `publickey${owner}`:
    case 'at_pkam_publickey':
      return true
    default:
      return protectedKeys.some(
        (kept) => canonicalKey(kept.replaceAll(ownerPlaceholder, owner)) === name,
      )
  }
}
