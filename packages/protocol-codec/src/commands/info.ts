/** Which answer `info` should give. */
export type InfoForm = 'full' | 'brief' | 'mtls' | 'mtlsbrief'

/** `info`: version and uptime of an atServer. */
export type InfoCommand = { readonly verb: 'info'; readonly form: InfoForm }
