import type { Clock, Timer } from '@atnet/runtime'
import type { StreamOffer } from '@atnet/verbs'
import { betweenLines, type Session } from '../session.ts'

/** What a transfer needs of the server around it. */
export type TransferOptions = {
  readonly offer: StreamOffer
  readonly sender: Session
  readonly clock: Clock
  /** How long it waits for what comes next, milliseconds. */
  readonly waitMs: number
  /** Gives bytes to a connection and waits until its reader has caught up. */
  readonly give: (session: Session, bytes: Uint8Array) => Promise<void>
  /** Called once when it is over; `expired` when nobody came for it. */
  readonly onOver: (how: 'done' | 'broken' | 'expired') => void
}

type Phase =
  /** Nobody has come for it. */
  | 'offered'
  /** The receiver is there; the sender is still told something else. */
  | 'received'
  /** What the sender sends are the bytes of the stream. */
  | 'flowing'
  /** Every byte has been given to the receiver, who has not said so yet. */
  | 'delivered'
  | 'over'

const nothing: Uint8Array = new Uint8Array(0)

/**
 * The bytes of one stream on their way from one connection to another. Whatever ends it before both
 * sides agree that it is done ends both connections, so that neither takes a part for the whole
 * (data.stream.broken).
 */
export class Transfer {
  readonly offer: StreamOffer
  readonly #options: TransferOptions
  readonly #delivered = Promise.withResolvers<void>()
  readonly #over = Promise.withResolvers<void>()
  #phase: Phase = 'offered'
  #receiver: Session | undefined
  #bytesLeft: number
  #watch: Timer

  constructor(options: TransferOptions) {
    this.#options = options
    this.offer = options.offer
    this.#bytesLeft = options.offer.bytes
    this.#watch = this.#startWatch()
    options.sender.transfer = this
  }

  /** Whether nobody has come for it yet. */
  get isOpen(): boolean {
    return this.#phase === 'offered'
  }

  /** Gives it to `receiver`; the bytes begin to flow as soon as the sender is between two commands. */
  receive(receiver: Session): void {
    const { sender } = this.#options
    this.#receiver = receiver
    receiver.transfer = this
    this.#enter('received')
    betweenLines(sender, () => {
      if (this.#phase === 'received') {
        this.#enter('flowing')
        void sender.stream.send(`stream:ack ${this.offer.id}\n`)
        this.#checkDelivered()
      }
    })
  }

  /**
   * Passes on what of `packet` belongs to the stream, at the pace of the receiver, and gives what is
   * left: commands again (data.stream.length).
   */
  async take(session: Session, packet: Uint8Array): Promise<Uint8Array> {
    const receiver = this.#receiver
    if (this.#phase !== 'flowing' || session === receiver || receiver === undefined) {
      return packet
    }
    const bytes = packet.subarray(0, this.#bytesLeft)
    this.#enter('flowing')
    try {
      await this.#options.give(receiver, bytes)
    } catch {
      this.breakOff()
      return nothing
    }
    this.#bytesLeft -= bytes.length
    this.#checkDelivered()
    // Where it broke meanwhile, the connection is ending too.
    return this.#isOver ? nothing : packet.subarray(bytes.length)
  }

  /**
   * What an answer on `session` has to wait for: nothing may come between the bytes of a stream.
   * `undefined` when it need not wait.
   */
  holds(session: Session): Promise<void> | undefined {
    const isHeld = session === this.#receiver && !this.#isDelivered
    return isHeld ? Promise.race([this.#delivered.promise, session.stream.closed]) : undefined
  }

  /** The receiver has all it wants. The sender is told if that is everything. */
  finish(): void {
    const { sender } = this.#options
    if (this.#phase === 'delivered') {
      void sender.stream.send(`stream:done ${this.offer.id}\n`)
      this.#end('done')
    } else {
      this.#end('broken')
    }
    void sender.stream.end()
  }

  /** Whether `session` is the one it was given to. */
  isReceivedBy(session: Session): boolean {
    return this.#receiver === session
  }

  /** Ends it, and both connections. What the receiver was given already still reaches it. */
  breakOff(): void {
    this.#end('broken')
    void this.#options.sender.stream.end()
    void this.#receiver?.stream.end()
  }

  /** Takes it back: its sender offers something else. */
  withdraw(): void {
    this.#end('broken')
  }

  /** Waits for what can still happen when `session` has finished sending (data.stream.half-close). */
  async lastWait(session: Session): Promise<void> {
    const isReceiver = session === this.#receiver
    if (isReceiver !== this.#isDelivered) {
      const wait = isReceiver ? this.#delivered : this.#over
      await Promise.race([wait.promise, session.stream.closed])
    }
  }

  get #isDelivered(): boolean {
    return this.#phase === 'delivered' || this.#isOver
  }

  get #isOver(): boolean {
    return this.#phase === 'over'
  }

  #checkDelivered(): void {
    if (this.#bytesLeft === 0 && this.#phase === 'flowing') {
      this.#enter('delivered')
      this.#delivered.resolve()
    }
  }

  /** Every step starts the wait for the next one afresh. */
  #enter(phase: Phase): void {
    this.#phase = phase
    this.#watch.cancel()
    this.#watch = this.#startWatch()
  }

  #startWatch(): Timer {
    const { clock, waitMs } = this.#options
    return clock.after(waitMs, () => {
      if (this.isOpen) {
        this.#end('expired')
      } else {
        this.breakOff()
      }
    })
  }

  #end(how: 'done' | 'broken' | 'expired'): void {
    if (this.#isOver) {
      return
    }
    this.#phase = 'over'
    this.#watch.cancel()
    for (const side of [this.#options.sender, this.#receiver]) {
      if (side?.transfer === this) {
        side.transfer = undefined
      }
    }
    this.#delivered.resolve()
    this.#over.resolve()
    this.#options.onOver(how)
  }
}
