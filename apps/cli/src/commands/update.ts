import { resolve } from 'node:path'
import type { AtSign } from '@atnet/protocol-codec'
import { type Call, type CommandSpec, isOn, textOf } from '../command.ts'
import { textOfInput } from '../input.ts'
import { maxInputBytes } from '../limits.ts'
import { commitFlagOf, fragmentOf, metadataOptions } from '../metadata-options.ts'
import { readOptionFile } from '../option-file.ts'
import { note, print } from '../output.ts'
import { readCommand, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'
import { UsageError } from '../usage-error.ts'

/** `atnet update`: writes a record. */
export const update: CommandSpec = {
  name: 'update',
  summary: 'Write a record; the value comes from standard input when nothing else gives it.',
  arguments: [
    { name: 'key', doc: 'such as public:phone@alice or @bob:email@alice', required: true },
    { name: 'value', doc: 'one line of text, or - for standard input', required: false },
  ],
  options: [
    ...metadataOptions,
    { flags: '--file <file>', doc: 'takes the value from a file' },
    { flags: '--plain', doc: 'a value for another atSign is meant to be readable as it is' },
  ],
  example: "update -a @alice public:phone@alice '+1-111-111'",
  async run(call) {
    const { options } = call
    const atSign = whoAmI(options)
    const key = call.arguments[0] ?? ''
    const line = `update${commitFlagOf(options)}${fragmentOf(options)}:${key} ${await valueOf(call)}`
    const command = readCommand(
      line,
      `${key} is no key such as public:phone@alice, or has no value`,
    )
    checkOwned(key, atSign)
    const recipient = /^@[^:@]+(?=:)/u.exec(key)?.[0]
    const isMeant = isOn(options, 'plain') || isOn(options, 'encrypted')
    if (recipient !== undefined && recipient !== atSign && !isMeant) {
      note(
        call,
        `Note: the value is stored as given, not encrypted; apps of ${recipient} expect it encrypted. Pass --plain if you mean it.`,
      )
    }
    const target = { atSign, proof: 'required' } as const
    const commitId = await withConnection(call, target, (connection) => connection.ask(command))
    print(call, { text: commitId, json: { commitId: Number(commitId) } })
  },
}

/** A key without an owner is one of the server's own; everybody else means theirs, and is told how to say so. */
function checkOwned(key: string, atSign: AtSign): void {
  if (!key.startsWith('private') && !key.includes('@', 1)) {
    throw new UsageError(`The key names its owner: write ${key}${atSign}.`)
  }
}

/** The value: as given, of a file, or what comes on standard input. */
async function valueOf(call: Call): Promise<string> {
  const given = call.arguments[1]
  const file = textOf(call.options, 'file')
  if (file === undefined) {
    return given === undefined || given === '-'
      ? withoutLastBreak(await textOfInput(call.host.input))
      : given
  }
  if (given !== undefined) {
    throw new UsageError('Give the value or --file, not both.')
  }
  const path = resolve(call.host.folder, file)
  return withoutLastBreak(await readOptionFile('--file', path, maxInputBytes))
}

/** Text usually ends with a line feed that is no part of the value. */
function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/u, '')
}
