/** `notify:remove:`: forgets one notification. */
export type NotifyRemoveCommand = { readonly verb: 'notify:remove'; readonly id: string }
