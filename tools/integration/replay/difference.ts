/** Why our answer differs from the recorded one. */
export type Reason = {
  readonly kind: /** The protocol document says what to do instead. */
    | 'DO'
    /** The recorded answer is a defect of that server. */
    | 'BUG'
    /** Later versions of the protocol answer as we do. */
    | 'later version'
    /** We chose to. */
    | 'our decision'
    /** The verb has no meaning here yet. */
    | 'not yet'
    /** An earlier difference led to another state. */
    | 'follows'
  readonly text: string
}

/** One place where we answer otherwise than the recording, on purpose. */
export type Difference = {
  /** The line of the recording that begins the exchange. */
  readonly line: number
  /** Our answer in the words of the recording; with ` [closed]` when we close the connection. */
  readonly ours: string
  readonly because: Reason
}
