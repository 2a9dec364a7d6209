import type { Transaction } from '@atnet/keystore'
import { AtFault, type ConfigAction, type ConfigCommand } from '@atnet/protocol-codec'
import { changeOf, type ListAction } from './connect/change.ts'
import { allowList, blockList, type ListPlace, putNames, readNames } from './connect/lists.ts'
import type { Context } from './context.ts'
import { data, type Outcome, type Verb } from './verb.ts'

type SettingAction = Extract<ConfigAction, { readonly kind: 'set' | 'reset' | 'print' }>

/** `config:`: who may connect, and settings that change while the server runs (TODO(#5): root enrollments only). */
export const config: Verb<ConfigCommand> = {
  doc: 'Keeps the lists of who may connect, and changes settings of a server that is being tested.',
  requirement: 'house.config',
  handle({ action }, context) {
    switch (action.kind) {
      case 'add':
      case 'remove':
      case 'unset':
        return changeList(action, context)
      case 'show':
        return showList(placeOf(action, context), context)
      case 'set':
      case 'reset':
      case 'print':
        return useSetting(action, context)
      default:
        return action satisfies never
    }
  },
}

function placeOf({ list }: Pick<ListAction, 'list'>, { owner }: Context): ListPlace {
  return list === 'block' ? blockList(owner) : allowList(owner)
}

/** Nothing to show is `null`; an allow list that admits nobody is shown as what it is. */
function showList({ key, member }: ListPlace, { records }: Context): Outcome {
  const names = readNames(records.get(key)?.value, member)
  const isNothing = names === undefined || (names.length === 0 && member === 'blockList')
  return data(isNothing ? null : JSON.stringify(names))
}

/** Whoever may not connect any more is cut off once the change is on disk (house.config.lists.live). */
async function changeList(action: ListAction, context: Context): Promise<Outcome> {
  const place = placeOf(action, context)
  const answer = await context.write((transaction) =>
    changeIn(transaction, { action, place }, context),
  )
  context.disconnectRefused()
  return data(answer)
}

function changeIn(
  transaction: Transaction,
  { action, place }: { readonly action: ListAction; readonly place: ListPlace },
  { owner, clock }: Context,
): 'success' | null {
  const before = readNames(transaction.get(place.key)?.value, place.member)
  const { names, answer } = changeOf(action, { names: before, owner })
  if (names === 'unset') {
    transaction.remove(place.key, 'unlogged')
  } else if (names !== undefined) {
    putNames(transaction, place, { names, owner, now: clock.now() })
  }
  return answer
}

/** An unknown name is told before anything else (house.config.settings.names). */
function useSetting(action: SettingAction, { settings, runtimeSettings }: Context): Outcome {
  const { name } = action
  if (!runtimeSettings.has(name)) {
    const text = `Invalid argument (name): No enum value with that name: "${shortened(name)}"`
    throw new AtFault('internalError', text)
  }
  if (!settings.testing) {
    return data('testing mode disabled by default')
  }
  switch (action.kind) {
    case 'set':
      if (action.value === undefined) {
        const text = 'RangeError (length): Invalid value: Only valid value is 0: 1'
        throw new AtFault('internalError', text)
      }
      runtimeSettings.set(name, action.value)
      return data('ok')
    case 'reset':
      runtimeSettings.reset(name)
      return data('ok')
    case 'print':
      return data(runtimeSettings.shown(name))
    default:
      return action satisfies never
  }
}

function shortened(name: string): string {
  return name.slice(0, 64)
}
