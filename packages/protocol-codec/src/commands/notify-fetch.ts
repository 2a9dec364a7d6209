/** `notify:fetch:`: one notification with everything known about it. */
export type NotifyFetchCommand = { readonly verb: 'notify:fetch'; readonly id: string }
