import type { CommandSpec } from '../command.ts'
import { commitFlagOf, fragmentOf, metadataOptions } from '../metadata-options.ts'
import { print } from '../output.ts'
import { readCommand, readJson, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

/** `atnet meta`: what is known about a record beside its value. */
export const meta: CommandSpec = {
  name: 'meta',
  summary: 'Read the metadata of a record of yours, or with options change it and keep the value.',
  arguments: [
    { name: 'key', doc: 'such as public:phone@alice or @bob:email@alice', required: true },
  ],
  options: metadataOptions,
  example: 'meta -a @alice @bob:email@alice --ttl 60000',
  async run(call) {
    const { options } = call
    const key = call.arguments[0] ?? ''
    const fragment = fragmentOf(options)
    const noCommit = commitFlagOf(options)
    const isChange = fragment !== '' || noCommit !== ''
    const line = isChange ? `update:meta${noCommit}:${key}${fragment}` : `llookup:meta:${key}`
    const command = readCommand(line, `${key} is no key such as public:phone@alice`)
    const target = { atSign: whoAmI(options), proof: 'required' } as const
    const reply = await withConnection(call, target, (connection) => connection.ask(command))
    print(call, { text: reply, json: isChange ? { commitId: Number(reply) } : readJson(reply) })
  },
}
