import { AtFault, type AtSign, type ConfigAction } from '@atnet/protocol-codec'
import { maxConnectListNames } from '../limits.ts'

/** An action that changes a list. */
export type ListAction = Extract<ConfigAction, { readonly kind: 'add' | 'remove' | 'unset' }>

/** What becomes of a list, and what is answered. */
export type ListChange = {
  /** The list from now on: `unset` when there is none, `undefined` when it stays as it is. */
  readonly names: readonly AtSign[] | 'unset' | undefined
  readonly answer: 'success' | null
}

/**
 * What an action makes of a list (`undefined`: there is none). The owner is on neither list, and
 * taking away from a list that is empty or not there answers `null`. The last name taken away
 * leaves an empty list, which allows nobody (house.config.lists.answers). Throws
 * `AtFault('illegalArgument')` when the list would become too long.
 */
export function changeOf(
  action: ListAction,
  { names, owner }: { readonly names: readonly AtSign[] | undefined; readonly owner: AtSign },
): ListChange {
  switch (action.kind) {
    case 'add': {
      const added = action.atSigns.filter((name) => name !== owner)
      const all = [...new Set([...(names ?? []), ...added])]
      checkLength(all)
      return { names: added.length === 0 ? undefined : all, answer: 'success' }
    }
    case 'remove':
      return names === undefined || names.length === 0
        ? { names: undefined, answer: null }
        : { names: without(names, action.atSigns), answer: 'success' }
    case 'unset':
      return names === undefined
        ? { names: undefined, answer: null }
        : { names: 'unset', answer: 'success' }
    default:
      return action satisfies never
  }
}

function without(names: readonly AtSign[], removed: readonly AtSign[]): readonly AtSign[] {
  const gone = new Set(removed)
  return names.filter((name) => !gone.has(name))
}

function checkLength(names: readonly AtSign[]): void {
  if (names.length > maxConnectListNames) {
    throw new AtFault('illegalArgument', `a list holds at most ${maxConnectListNames} atSigns`)
  }
}
