import { AtFault, type AtSign, type StreamCommand } from '@atnet/protocol-codec'
import type { Context } from './context.ts'
import { maxStreamIdChars } from './limits.ts'
import { mayReceive } from './stream/receiver.ts'
import type { Outcome, Verb } from './verb.ts'

/** `stream:`: raw bytes from one client to another through this server; success says nothing. */
export const stream: Verb<StreamCommand> = {
  doc: 'Hands raw bytes of one client to another: init, receive, done, resume.',
  requirement: 'data.stream',
  handle(command, context) {
    switch (command.operation) {
      case 'init':
        return init(command, context)
      case 'receive':
        return receive(command, context)
      case 'done':
        return done(command, context)
      case 'resume':
        return resume(command, context)
      // The grammar knows it, and no one has ever said what it means.
      case 'send':
      case undefined:
        throw new AtFault('invalidSyntax', 'a stream takes init, receive, done or resume')
      default:
        return command.operation satisfies never
    }
  },
}

const silently: Outcome = { reply: { kind: 'none' } }

function init(command: StreamCommand, context: Context): Outcome {
  const { receiver: to, startByte = 0, fileName, length } = command
  const from = senderOf(context)
  const id = idOf(command)
  if (to === undefined || fileName === undefined || length === undefined) {
    throw new AtFault('invalidSyntax', 'a stream names its receiver, its file and its length')
  }
  if (from !== context.owner && to !== context.owner) {
    throw new AtFault('unauthorized', 'streams of other atSigns are for the owner alone')
  }
  if (startByte > length) {
    throw new AtFault('illegalArgument', 'a stream starts within its length')
  }
  const bytes = length - startByte
  context.streams.offer({ id, from, to, bytes, resumes: startByte > 0 })
  // TODO(#4): tell the receiver, with `notify` of `stream_id[.<namespace>]`; until then it is told by other ways.
  return silently
}

/** Who streams from this connection. Throws `AtFault('unauthenticated')` for strangers. */
function senderOf({ caller, owner }: Context): AtSign {
  switch (caller.kind) {
    case 'anyone':
      throw new AtFault('unauthenticated', 'Stream init requires either pol or auth')
    case 'peer':
      return caller.atSign
    case 'owner':
      return owner
    default:
      return caller satisfies never
  }
}

function receive(command: StreamCommand, { streams, caller, owner }: Context): Outcome {
  const received = streams.receive(idOf(command), (to) => mayReceive(caller, { owner, to }))
  return received ? silently : invalidId
}

function done(command: StreamCommand, { streams }: Context): Outcome {
  return streams.done(idOf(command)) ? { ...silently, close: true } : invalidId
}

/** Asks the atSign that streams to go on from a later byte: the owner's wish, told by a notification. */
function resume(command: StreamCommand, { caller }: Context): Outcome {
  idOf(command)
  if (caller.kind !== 'owner') {
    throw new AtFault('unauthenticated', 'Stream resume requires auth')
  }
  if (command.receiver === undefined || command.startByte === undefined) {
    throw new AtFault('invalidSyntax', 'a resumed stream names its sender and its first byte')
  }
  // TODO(#4): tell the sender, with `notify` of `stream_resume`; until then it is told by other ways.
  return silently
}

/** Whatever is wrong with an id, guessing is answered alike, and ever more slowly (auth.guessing). */
const invalidId: Outcome = {
  reply: new AtFault('unauthenticated', 'Invalid stream id'),
  failedProof: true,
}

function idOf({ streamId = '' }: StreamCommand): string {
  if (streamId === '') {
    throw new AtFault('invalidSyntax', 'a stream has an id')
  }
  if (streamId.length > maxStreamIdChars) {
    throw new AtFault('illegalArgument', `a stream id has at most ${maxStreamIdChars} characters`)
  }
  return streamId
}
