import type { ByteStream } from './byte-stream.ts'
import { nextTurn } from './turn.ts'

/**
 * Sends the greeting as a write of its own and resolves when it has left and a turn of the event loop has passed, so
 * that no answer shares a TLS record or a packet with it: peers that do not wait for the greeting take both for
 * one answer otherwise (wire.greeting.alone). Nothing else may be sent before. Rejects with `StreamError`
 * when the other end is gone already.
 */
export async function greet(stream: ByteStream, greeting: string = '@'): Promise<void> {
  await stream.send(greeting)
  await stream.flushed()
  await nextTurn()
}
