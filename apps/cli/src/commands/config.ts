import { ServerFault } from '@atnet/client'
import type { ArgumentSpec, Call, CommandSpec } from '../command.ts'
import { print } from '../output.ts'
import { readCommand, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

const setting: ArgumentSpec = {
  name: 'setting',
  doc: 'such as inboundMaxLimit; docs/config.md lists them',
  required: true,
}

/** `atnet config …`: settings of an atServer that is being tested, while it runs (cli.config). */
export const configCommands: readonly CommandSpec[] = [
  {
    name: 'config print',
    summary: 'Show a setting that may change while your atServer runs.',
    arguments: [setting],
    options: [],
    example: 'config print -a @alice inboundMaxLimit',
    async run(call) {
      const [name = ''] = call.arguments
      const value = await ask(call, `config:print:${name}`)
      print(call, { text: value, json: { name, value: value === 'null' ? null : value } })
    },
  },
  {
    name: 'config set',
    summary: 'Change a setting until your atServer stops, if it is in testing mode.',
    arguments: [setting, { name: 'value', doc: 'such as 50 or true', required: true }],
    options: [],
    example: 'config set -a @alice inboundMaxLimit 50',
    async run(call) {
      const [name = '', value = ''] = call.arguments
      await ask(call, `config:set:${name}=${value}`)
      print(call, { text: `${name} is ${value}`, json: { name, value } })
    },
  },
  {
    name: 'config reset',
    summary: 'Take back what was set; the setting is what it was at the start.',
    arguments: [setting],
    options: [],
    example: 'config reset -a @alice inboundMaxLimit',
    async run(call) {
      const [name = ''] = call.arguments
      await ask(call, `config:reset:${name}`)
      print(call, { text: `${name} is reset`, json: { name } })
    },
  },
]

/** What is said in place of an answer outside testing mode. */
const refusal = 'testing mode disabled by default'

/** The protocol has no fault for it, but nothing else about such a command is AT0010. */
function isUnknownName(error: unknown): boolean {
  return error instanceof ServerFault && error.code === 'AT0010'
}

async function ask(call: Call, line: string): Promise<string> {
  const command = readCommand(line, 'A setting has a name such as inboundMaxLimit')
  const target = { atSign: whoAmI(call.options), proof: 'required' } as const
  const reply = await withConnection(call, target, (connection) => connection.ask(command)).catch(
    (error: unknown) => {
      throw isUnknownName(error)
        ? new Error('There is no such setting: docs/config.md lists them.', { cause: error })
        : error
    },
  )
  if (reply === refusal) {
    throw new Error(
      'The atServer shows and changes settings in testing mode only: start it, or atnet up, with --testing.',
    )
  }
  return reply
}
