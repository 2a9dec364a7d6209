import { type Call, type CommandSpec, isOn } from '../command.ts'
import { linesOf } from '../input.ts'
import { print } from '../output.ts'
import { whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

/** `atnet raw`: the protocol itself, a line at a time. */
export const raw: CommandSpec = {
  name: 'raw',
  summary: 'Send lines from standard input to your atServer and print its replies.',
  arguments: [],
  options: [{ flags: '--anonymous', doc: 'send them as nobody, without logging in' }],
  example: 'raw -a @alice < commands.txt',
  async run(call) {
    const proof = isOn(call.options, 'anonymous') ? 'none' : 'ifPossible'
    const target = { atSign: whoAmI(call.options), proof } as const
    await withConnection(call, target, async (connection) => {
      for await (const line of linesOf(call.host.input)) {
        if (line.trim() === '@exit') {
          return
        }
        printReply(call, line, await connection.raw(line))
      }
    })
  },
}

function printReply(call: Call, command: string, reply: string): void {
  print(call, { text: reply, json: { command, reply } })
}
