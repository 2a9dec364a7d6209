import { type Call, type CommandSpec, isOn, type Options } from '../command.ts'
import { textOfInput } from '../input.ts'
import { note, print } from '../output.ts'
import { readCommand, readNumber, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

/** `atnet update`: writes a record. */
export const update: CommandSpec = {
  name: 'update',
  summary: 'Write a record; the value comes from standard input when it is left out.',
  arguments: [
    { name: 'key', doc: 'such as public:phone@alice or @bob:email@alice', required: true },
    { name: 'value', doc: 'one line of text, or - for standard input', required: false },
  ],
  options: [
    { flags: '--ttl <ms>', doc: 'how long the record lives' },
    { flags: '--ttb <ms>', doc: 'how long until it is seen' },
    { flags: '--ttr <ms>', doc: 'how often others refresh their copy; -1: never' },
    { flags: '--ccd', doc: 'others delete their copy when you delete the record' },
    { flags: '--plain', doc: 'a value for another atSign is meant to be readable as it is' },
  ],
  example: "update -a @alice public:phone@alice '+1-111-111'",
  async run(call) {
    const { options } = call
    const atSign = whoAmI(options)
    const key = call.arguments[0] ?? ''
    const line = `update${fragmentOf(options)}:${key} ${await valueOf(call)}`
    const command = readCommand(
      line,
      `${key} is no key such as public:phone@alice, or has no value`,
    )
    const recipient = /^@[^:@]+(?=:)/u.exec(key)?.[0]
    if (recipient !== undefined && recipient !== atSign && !isOn(options, 'plain')) {
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

const widest = { min: 0, max: Number.MAX_SAFE_INTEGER }

function fragmentOf(options: Options): string {
  const numbers = {
    ttl: readNumber(options, 'ttl', widest),
    ttb: readNumber(options, 'ttb', widest),
    ttr: readNumber(options, 'ttr', { ...widest, min: -1 }),
  }
  const tags = Object.entries(numbers)
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => `:${tag}:${value}`)
  return [...tags, isOn(options, 'ccd') ? ':ccd:true' : ''].join('')
}

/** Text on standard input usually ends with a line feed that is no part of the value. */
async function valueOf(call: Call): Promise<string> {
  const given = call.arguments[1]
  return given === undefined || given === '-'
    ? (await textOfInput(call.host.input)).replace(/\r?\n$/u, '')
    : given
}
