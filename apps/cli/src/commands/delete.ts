import { type CommandSpec, isOn } from '../command.ts'
import { print } from '../output.ts'
import { readCommand, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

/** `atnet delete`: removes a record. */
export const remove: CommandSpec = {
  name: 'delete',
  summary: 'Remove a record.',
  arguments: [{ name: 'key', doc: 'such as @bob:email@alice', required: true }],
  options: [{ flags: '--force', doc: 'remove it even when it is marked as immutable' }],
  example: 'delete -a @alice @bob:email@alice',
  async run(call) {
    const key = call.arguments[0] ?? ''
    const force = isOn(call.options, 'force') ? ':force' : ''
    const command = readCommand(`delete${force}:${key}`, `${key} is no key such as phone@alice`)
    const target = { atSign: whoAmI(call.options), proof: 'required' } as const
    const commitId = await withConnection(call, target, (connection) => connection.ask(command))
    print(call, { text: commitId, json: { commitId: Number(commitId) } })
  },
}
