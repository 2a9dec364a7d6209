import type { Clock } from '@atnet/runtime'
import type { Caller } from '@atnet/verbs'
import { replyWaitMs, strangerReplyShare } from './limits.ts'

/** Whose reply takes room: the owner's share is out of reach for everybody else. */
export type ReaderKind = 'owner' | 'others'

/** The room for replies that wait for their readers, in shares (limit.reply-bytes). */
export type ReplyRoom = Readonly<Record<ReaderKind, Share>>

/** Bytes that somebody holds until they are released. */
export type Hold = { readonly release: () => void }

/** Who wants room, and how much of it. */
export type RoomRequest = {
  /** Where the reader is: whoever holds least is next. */
  readonly address: string
  readonly bytes: number
}

/** One share of the room. */
export type Share = {
  /** Takes bytes whether or not there is room for them: what is held already has to be counted. */
  readonly hold: (request: RoomRequest) => Hold
  /** Takes bytes if there is room and nobody waits for it. */
  readonly take: (request: RoomRequest) => Hold | undefined
  /** The same once there is room; `undefined` after too long a wait, or once the reader is gone. */
  readonly wait: (request: RoomRequest, gone: AbortSignal) => Promise<Hold | undefined>
  readonly heldBytes: () => number
  /** How many wait for room. */
  readonly waiting: () => number
}

/** Opens the room for `bytes` of replies; strangers and peers together have their share of it. */
export function openReplyRoom({
  bytes,
  clock,
}: {
  readonly bytes: number
  readonly clock: Clock
}): ReplyRoom {
  const others = Math.floor(bytes * strangerReplyShare)
  return { owner: openShare(bytes - others, clock), others: openShare(others, clock) }
}

/** Which share a caller's replies come out of. */
export function readerKind({ kind }: Caller): ReaderKind {
  return kind === 'owner' ? 'owner' : 'others'
}

type Waiter = RoomRequest & { readonly settle: (hold: Hold | undefined) => void }

/** What is held of a share, in all and from each address. */
type Holdings = {
  readonly total: () => number
  readonly from: (address: string) => number
  readonly add: (address: string, bytes: number) => void
}

function openHoldings(): Holdings {
  const byAddress = new Map<string, number>()
  let total = 0
  return {
    total: () => total,
    from: (address) => byAddress.get(address) ?? 0,
    add: (address, bytes) => {
      total += bytes
      const sum = (byAddress.get(address) ?? 0) + bytes
      if (sum === 0) {
        byAddress.delete(address)
      } else {
        byAddress.set(address, sum)
      }
    },
  }
}

function openShare(capacity: number, clock: Clock): Share {
  const holdings = openHoldings()
  const waiters = new Set<Waiter>()

  function hold({ address, bytes }: RoomRequest): Hold {
    holdings.add(address, bytes)
    return holdUntil(() => {
      holdings.add(address, -bytes)
      admit()
    })
  }

  /** What is larger than the whole share has it for itself. */
  function fits({ bytes }: RoomRequest): boolean {
    return holdings.total() + Math.min(bytes, capacity) <= capacity
  }

  function admit(): void {
    for (;;) {
      const waiter = nextOf(waiters, holdings)
      if (waiter === undefined || !fits(waiter)) {
        return
      }
      waiters.delete(waiter)
      waiter.settle(hold(waiter))
    }
  }

  function wait(request: RoomRequest, gone: AbortSignal): Promise<Hold | undefined> {
    return new Promise((resolve) => {
      function giveUp(): void {
        waiters.delete(waiter)
        waiter.settle(undefined)
        admit()
      }
      const timer = clock.after(replyWaitMs, giveUp)
      const waiter: Waiter = {
        ...request,
        settle: (given) => {
          timer.cancel()
          gone.removeEventListener('abort', giveUp)
          resolve(given)
        },
      }
      waiters.add(waiter)
      gone.addEventListener('abort', giveUp)
      admit()
    })
  }

  return {
    hold,
    take: (request) => (waiters.size === 0 && fits(request) ? hold(request) : undefined),
    wait,
    heldBytes: holdings.total,
    waiting: () => waiters.size,
  }
}

function holdUntil(released: () => void): Hold {
  let holds = true
  return {
    release: () => {
      if (holds) {
        holds = false
        released()
      }
    },
  }
}

/** Of those whose address holds least, who has waited longest: one machine cannot take all turns. */
function nextOf(waiters: Iterable<Waiter>, { from }: Holdings): Waiter | undefined {
  let next: Waiter | undefined
  for (const waiter of waiters) {
    next = next === undefined || from(waiter.address) < from(next.address) ? waiter : next
  }
  return next
}
