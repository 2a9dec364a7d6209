/** `pol`: asks to be believed as the atSign named in `from:`. */
export type PolCommand = { readonly verb: 'pol' }
