/** `noop:`: answers after a while. */
export type NoopCommand = { readonly verb: 'noop'; readonly delayMs: number }
