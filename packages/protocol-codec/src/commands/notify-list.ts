/** `notify:list`: the notifications an atSign received. */
export type NotifyListCommand = {
  readonly verb: 'notify:list'
  /** `YYYY-MM-DD` as typed; whether such a day exists is for the handler to say. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly pattern: string | undefined
}
