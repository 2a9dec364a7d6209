import { type CommandSpec, isOn, textOf } from '../command.ts'
import { print } from '../output.ts'
import { readAtSign, readCommand, readJson, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

/** `atnet scan`: the keys one may see. */
export const scan: CommandSpec = {
  name: 'scan',
  summary: 'List the keys of an atSign that you may see.',
  arguments: [
    { name: 'pattern', doc: 'a regular expression that keys must match', required: false },
  ],
  options: [
    { flags: '--of <atSign>', doc: 'the keys another atSign shows you' },
    { flags: '--show-hidden', doc: 'keys that begin with an underscore too' },
    { flags: '--anonymous', doc: 'ask as nobody, without logging in' },
  ],
  example: "scan -a @alice '^public:'",
  async run(call) {
    const { options } = call
    const of = textOf(options, 'of')
    const pattern = call.arguments[0]
    const line = [
      'scan',
      isOn(options, 'showHidden') ? ':showhidden:true' : '',
      of === undefined ? '' : `:${readAtSign(of)}`,
      pattern === undefined ? '' : ` ${pattern}`,
    ].join('')
    const command = readCommand(line, `${pattern ?? ''} is no pattern: it may not hold blanks`)
    const proof = isOn(options, 'anonymous') ? 'none' : 'required'
    const target = { atSign: whoAmI(options), proof } as const
    const reply = await withConnection(call, target, (connection) => connection.ask(command))
    const keys = readList(reply)
    print(call, { text: keys.join('\n'), json: keys })
  },
}

function readList(reply: string): readonly string[] {
  const parsed = readJson(reply)
  return Array.isArray(parsed) ? parsed.map(String) : []
}
