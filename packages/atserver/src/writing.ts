import { sliceTimer } from '@atnet/verbs'
import type { Serving } from './answer.ts'
import {
  contendedReaderMs,
  maxGatheredChars,
  minReaderBytesPerSecond,
  readerCheckMs,
  replyPieceBytes,
  slowReaderMs,
} from './limits.ts'
import { roomFor } from './long-answers.ts'
import type { Hold } from './reply-room.ts'

/** Where it goes: a connection of a server. */
export type Destination = Pick<Serving, 'session' | 'engine'>

/** Replies that leave together, and the room that was kept for the long one among them. */
export type Leaving = { readonly texts: readonly string[]; readonly held: Hold | undefined }

/**
 * Writes to a connection; a promise when its reader has to catch up. A reader that does not is cut
 * off, so that what waits for it never grows without end (limit.slow-reader). Long replies leave in
 * pieces: only one of them is copied into the transport at a time.
 */
export function write(to: Destination, { texts, held }: Leaving): Promise<void> | undefined {
  const [text = '', ...more] = texts
  if (more.length > 0 || text.length > maxGatheredChars) {
    return writePieces(to, texts.flatMap(piecesOf), held)
  }
  held?.release()
  return writePiece(to, text)
}

/** Writes what is no longer than a piece; a promise when the reader has to catch up. */
export function writePiece(to: Destination, data: string | Uint8Array): Promise<void> | undefined {
  const { session, engine } = to
  session.lastActiveAt = engine.clock.now()
  const pending = session.stream.send(data)
  return pending === undefined ? undefined : waitForReader(to, pending, data.length)
}

type Piece = string | Uint8Array

/** Bytes are cut without being copied again; the last piece is the longest, so that it holds more than a prompt. */
function piecesOf(text: string): readonly Piece[] {
  if (text.length <= replyPieceBytes) {
    return [text]
  }
  const bytes = Buffer.from(text)
  const last = Math.max(Math.floor(bytes.length / replyPieceBytes) - 1, 0)
  return Array.from({ length: last + 1 }, (_, index) => {
    const from = index * replyPieceBytes
    return bytes.subarray(from, index === last ? bytes.length : from + replyPieceBytes)
  })
}

/** Encrypting megabytes gives others a turn now and then (limit.slice). */
async function writePieces(
  to: Destination,
  pieces: readonly Piece[],
  taken: Hold | undefined,
): Promise<void> {
  const { session, engine } = to
  session.lastActiveAt = engine.clock.now()
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const held = holdFor(to, bytes)
  // Not earlier: what was taken must not be given away in between.
  taken?.release()
  const reader = watchReader(to, bytes)
  const sliceOver = sliceTimer()
  try {
    for (const piece of pieces) {
      const pending = session.stream.send(piece)
      if (pending !== undefined) {
        await pending
        reader.hasRead()
      }
      await sliceOver()
    }
  } finally {
    reader.forget()
    held.release()
  }
}

async function waitForReader(
  to: Destination,
  pending: Promise<void>,
  bytes: number,
): Promise<void> {
  const held = holdFor(to, bytes)
  const reader = watchReader(to, bytes)
  try {
    await pending
  } finally {
    reader.forget()
    held.release()
  }
}

function holdFor(to: Destination, bytes: number): Hold {
  const { share, request } = roomFor(to, bytes)
  return share.hold(request)
}

type Watch = { readonly hasRead: () => void; readonly forget: () => void }

/**
 * Cuts a reader off that has read nothing for too long, sooner when others wait for its room, or
 * that would take for ever in small sips.
 */
function watchReader(to: Destination, bytes: number): Watch {
  const { session, engine } = to
  const { share } = roomFor(to, bytes)
  const mostMs = slowReaderMs + (bytes / minReaderBytesPerSecond) * 1_000
  const whole = engine.clock.after(mostMs, cutOff)
  let silentMs = 0
  let silence = engine.clock.after(readerCheckMs, look)

  function look(): void {
    silentMs += readerCheckMs
    if (silentMs >= (share.waiting() > 0 ? contendedReaderMs : slowReaderMs)) {
      cutOff()
    } else {
      silence = engine.clock.after(readerCheckMs, look)
    }
  }

  function cutOff(): void {
    engine.log('warn', 'connection.too-slow', { replyBytes: bytes, silentMs })
    session.stream.destroy()
  }

  return {
    hasRead: () => {
      silentMs = 0
      silence.cancel()
      silence = engine.clock.after(readerCheckMs, look)
    },
    forget: () => {
      silence.cancel()
      whole.cancel()
    },
  }
}
