import type { AtSign } from '@atnet/protocol-codec'

/** Bytes that a connection is ready to send to whoever they are for. */
export type StreamOffer = {
  /** What the receiver has to know. */
  readonly id: string
  /** Who offers them. */
  readonly from: AtSign
  readonly to: AtSign
  /** How many bytes follow. */
  readonly bytes: number
  /** Whether this goes on with an earlier stream of that id, which ends. */
  readonly resumes: boolean
}

/** The raw streams that one connection can have a part in: one at a time, on either side. */
export type Streams = {
  /**
   * Offers what this connection will send. Throws `AtFault('illegalArgument')` when the id is taken
   * or the connection has a part in a stream already (data.stream.offer).
   */
  readonly offer: (offer: StreamOffer) => void
  /**
   * Gives this connection the bytes offered under `id`, provided that `mayReceive` says so of whom
   * they are for; `false` when there is nothing for it. An offer can be taken once (data.stream.receive).
   */
  readonly receive: (id: string, mayReceive: (to: AtSign) => boolean) => boolean
  /** Ends the stream `id` that this connection receives; `false` when it receives none of that id. */
  readonly done: (id: string) => boolean
}
