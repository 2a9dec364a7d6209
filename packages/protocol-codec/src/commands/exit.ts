/** `@exit`: closes the connection without a reply. */
export type ExitCommand = { readonly verb: 'exit' }
