import { isRecord } from '@atnet/protocol-codec'
import { type CommandSpec, textOf } from '../command.ts'
import { print, table } from '../output.ts'
import { readCommand, readJson, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

/** `atnet stats`: figures about one's atServer. */
export const stats: CommandSpec = {
  name: 'stats',
  summary: 'Show figures about your atServer.',
  arguments: [{ name: 'ids', doc: 'such as 1,3 (default: all)', required: false }],
  options: [
    { flags: '--regex <pattern>', doc: 'narrows down figure 3 or 15 to the keys that match' },
  ],
  example: 'stats -a @alice 1,3',
  async run(call) {
    const ids = call.arguments[0]
    const pattern = textOf(call.options, 'regex')
    const line = [
      'stats',
      ids === undefined ? '' : `:${ids}`,
      pattern === undefined ? '' : `:${pattern}`,
    ].join('')
    const described = 'Figures go by numbers such as 1,3, and only 3 or 15 alone takes a pattern'
    const command = readCommand(line, described)
    const target = { atSign: whoAmI(call.options), proof: 'required' } as const
    const reply = await withConnection(call, target, (connection) => connection.ask(command))
    const figures = readFigures(reply)
    const rows = figures.map(({ id, name, value }) => [id, name, shown(value)].map(String))
    print(call, { text: table(['id', 'name', 'value'], rows), json: figures })
  },
}

function readFigures(reply: string): readonly Readonly<Record<string, unknown>>[] {
  const figures = readJson(reply)
  if (!Array.isArray(figures) || !figures.every(isRecord)) {
    throw new Error('The atServer answered something that is no list of figures.')
  }
  return figures
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
