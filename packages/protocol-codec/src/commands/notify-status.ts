/** `notify:status:`: how far a notification has got. */
export type NotifyStatusCommand = { readonly verb: 'notify:status'; readonly id: string }
