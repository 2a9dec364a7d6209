/** `cram:`: answers the challenge with the one-time secret. */
export type CramCommand = { readonly verb: 'cram'; readonly digest: string }
