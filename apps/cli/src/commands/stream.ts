import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { ClientError, receiveStream, sendStream } from '@atnet/client'
import { type Call, type CommandSpec, textOf } from '../command.ts'
import { note, print } from '../output.ts'
import { readAtSign, readNumber, whoAmI } from '../reading.ts'
import { withConnection, withReach } from '../session.ts'
import { UsageError } from '../usage-error.ts'

const startByteOption = {
  flags: '--start-byte <number>',
  doc: 'goes on with a stream that broke, from this byte on',
}

/** `atnet stream send`: a file to another atSign, through one's own atServer. */
const send: CommandSpec = {
  name: 'stream send',
  summary: 'Offer a file to another atSign and wait until it has been received.',
  arguments: [
    { name: 'to', doc: 'the atSign it is for', required: true },
    { name: 'file', doc: 'the file', required: true },
  ],
  options: [
    { flags: '--id <id>', doc: 'what the receiver has to know; a new one unless given' },
    startByteOption,
  ],
  example: 'stream send -a @alice @bob photo.jpg',
  async run(call) {
    const { options, host } = call
    const atSign = whoAmI(options)
    const to = readAtSign(call.arguments[0] ?? '')
    const file = resolve(host.folder, call.arguments[1] ?? '')
    const length = await sizeOf(file)
    const startByte = startByteOf(call, length)
    const id = idOf(textOf(options, 'id') ?? host.randomness.uuid())
    const start = startByte === 0 ? '' : ` --start-byte ${startByte}`
    note(call, `Tell ${to}: atnet stream receive ${atSign} ${id} ${length} <file>${start}`)
    await withConnection(call, { atSign, proof: 'required' }, (connection) =>
      sendStream(connection, host.clock, {
        ...{ id, to, length, startByte },
        fileName: Buffer.from(basename(file)).toString('base64'),
        bytes: createReadStream(file, { start: startByte, end: Math.max(length - 1, 0) }),
      }),
    )
    const bytes = length - startByte
    print(call, { text: `${to} has received ${bytes} bytes.`, json: { id, bytes } })
  },
}

/** `atnet stream receive`: a file of another atSign. */
const receive: CommandSpec = {
  name: 'stream receive',
  summary: 'Receive a file that another atSign offers, knowing its id and its length.',
  arguments: [
    { name: 'from', doc: 'the atSign that offers it', required: true },
    { name: 'id', doc: 'what the sender told you', required: true },
    { name: 'length', doc: 'bytes of the whole file', required: true },
    { name: 'file', doc: 'where to write it; it must not be there yet', required: true },
  ],
  options: [startByteOption],
  example: 'stream receive @alice 6f1c2f4e-8d0b-4a55-9d3c-0f4e6b7a8c9d 48123 photo.jpg',
  async run(call) {
    const [from = '', id = '', total = '', name = ''] = call.arguments
    const length = readLength(total)
    const startByte = startByteOf(call, length)
    const bytes = length - startByte
    const path = resolve(call.host.folder, name)
    const file = await openFor(path, startByte)
    let had = startByte
    try {
      await withReach(call, (reach) =>
        receiveStream(
          { ...reach, atSign: readAtSign(from) },
          {
            ...{ id: idOf(id), bytes },
            take: async (chunk) => {
              await file.write(chunk, 0, chunk.length, had)
              had += chunk.length
            },
          },
        ),
      )
      await file.sync()
    } catch (error) {
      if (had === 0) {
        await rm(path)
      }
      throw error instanceof ClientError && had > 0 ? brokenAt(had, error) : error
    } finally {
      await file.close()
    }
    print(call, { text: `Received ${bytes} bytes.`, json: { id, bytes } })
  },
}

/** The commands that stream files. */
export const streamCommands: readonly CommandSpec[] = [send, receive]

function brokenAt(had: number, cause: ClientError): Error {
  return new ClientError(
    cause.problem,
    `${cause.message} It has ${had} bytes: both sides go on with --start-byte ${had}.`,
    { cause },
  )
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile() !== true) {
    throw new UsageError(`${file} is no file that can be read.`)
  }
  return found.size
}

/** A new file, or the one that a broken stream has left. */
async function openFor(file: string, startByte: number): Promise<FileHandle> {
  try {
    const handle = await open(file, startByte === 0 ? 'wx' : 'r+', 0o600)
    if (startByte > 0) {
      await handle.truncate(startByte)
    }
    return handle
  } catch (error) {
    throw new UsageError(
      startByte === 0
        ? `${file} cannot be written, or is there already.`
        : `${file} is not there, or cannot be written.`,
      { cause: error },
    )
  }
}

function startByteOf({ options }: Call, length: number): number {
  return readNumber(options, 'startByte', { min: 0, max: length }) ?? 0
}

function readLength(text: string): number {
  if (!/^\d{1,15}$/u.test(text)) {
    throw new UsageError(`${text} is no number of bytes.`)
  }
  return Number(text)
}

function idOf(text: string): string {
  if (!/^[\w-]{1,128}$/u.test(text)) {
    throw new UsageError(`${text} is no id: letters, digits, _ and -, at most 128 of them.`)
  }
  return text
}
