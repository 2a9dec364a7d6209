/** Why a question got no answer. */
export type AskErrorKind =
  /** No answer in time: nobody knows whether the other end acted on it. */
  | 'timeout'
  /** The connection is closed, or was closed before the answer came. */
  | 'closed'
  /** The answer is longer than this end is willing to keep. */
  | 'tooLong'
  /** Bytes came that are no answer to anything asked. */
  | 'unexpected'
  /** Too many questions are waiting already. */
  | 'busy'

/** A question got no answer. All kinds but `busy`, and a `timeout` while still waiting in line, end the connection. */
export class AskError extends Error {
  readonly kind: AskErrorKind
  /** What the other end said instead of a greeting: one line, cut to a bounded length. */
  readonly said: string | undefined

  constructor(
    kind: AskErrorKind,
    message: string,
    options: ErrorOptions & { readonly said?: string } = {},
  ) {
    super(message, options)
    this.name = 'AskError'
    this.kind = kind
    this.said = options.said
  }
}
