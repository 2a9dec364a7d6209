import type { AtSign } from '@atnet/protocol-codec'
import type { Caller } from '../caller.ts'

/**
 * Whether a caller that knows a stream's id may have what was offered to `to`. Whoever has proved to
 * be somebody must be the one it is for. Clients of another atSign have no way to prove themselves
 * here, so that a connection that proved nothing is taken for theirs: the id, which dies with its first
 * use, is what they know (data.stream.receive).
 */
export function mayReceive(
  caller: Caller,
  { owner, to }: { readonly owner: AtSign; readonly to: AtSign },
): boolean {
  switch (caller.kind) {
    case 'anyone':
      return true
    case 'peer':
      return caller.atSign === to
    case 'owner':
      return owner === to
    default:
      return caller satisfies never
  }
}
