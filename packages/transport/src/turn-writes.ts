import type { TLSSocket } from 'node:tls'

/** Sockets that were written to in this turn of the event loop. */
let corked: TLSSocket[] = []

/**
 * Holds what is written to a socket until this turn's input has been handled. All answers of a turn
 * then leave one right after the other, and whoever they are for is woken once, not once for each:
 * with many busy connections that is most of what an answer costs.
 */
export function corkForTurn(socket: TLSSocket): void {
  if (socket.writableCorked > 0) {
    return
  }
  socket.cork()
  if (corked.push(socket) === 1) {
    setImmediate(uncorkAll)
  }
}

function uncorkAll(): void {
  const sockets = corked
  corked = []
  for (const socket of sockets) {
    socket.uncork()
  }
}
