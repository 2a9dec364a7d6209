import type { AtSign } from '../at-sign.ts'

/** The two lists of who may connect; `allow` is this project's extension. */
export type ConnectList = 'block' | 'allow'

/** What a `config:` line asks for. */
export type ConfigAction =
  | {
      readonly kind: 'add' | 'remove'
      readonly list: ConnectList
      readonly atSigns: readonly AtSign[]
    }
  /** `config:allow:remove:*`: from now on there is no list. */
  | { readonly kind: 'unset'; readonly list: 'allow' }
  | { readonly kind: 'show'; readonly list: ConnectList }
  /** `value` is `undefined` when the line has no `=`. */
  | { readonly kind: 'set'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'reset' | 'print'; readonly name: string }

/** `config:`: who may connect, and settings that may change while running. */
export type ConfigCommand = { readonly verb: 'config'; readonly action: ConfigAction }
