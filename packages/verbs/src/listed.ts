import type { Caller } from './caller.ts'

/** What a caller's list of keys is made of (data.scan.listed). */
export type ListView = {
  /** Only keys that start so are looked at. */
  readonly prefix: string
  readonly shows: (key: string) => boolean
  /** How much of the front of a key the caller does not see. */
  readonly hiddenChars: number
}

/** The keys that a caller may list. */
export function listViewOf(caller: Caller, showHidden: boolean): ListView {
  switch (caller.kind) {
    case 'anyone':
      return { prefix: 'public:', shows: (key) => !key.startsWith('public:_'), hiddenChars: 7 }
    case 'peer': {
      const prefix = `${caller.atSign}:`
      return { prefix, shows: () => true, hiddenChars: prefix.length }
    }
    case 'owner':
      return { prefix: '', shows: (key) => ownerSees(key, showHidden), hiddenChars: 0 }
    default:
      return caller satisfies never
  }
}

/** Hidden keys are readable by name but only advertised on demand (data.scan.hidden). */
function ownerSees(key: string, showHidden: boolean): boolean {
  if (key.startsWith('private:') || key.startsWith('privatekey:')) {
    return false
  }
  if (key.startsWith('public:_')) {
    return showHidden && key.startsWith('public:__')
  }
  return showHidden || !key.startsWith('_')
}
