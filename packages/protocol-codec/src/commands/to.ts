import type { AtSign } from '../at-sign.ts'

/** `to:@alice`: names the atSign a shared endpoint should answer for. */
export type ToCommand = { readonly verb: 'to'; readonly atSign: AtSign }
