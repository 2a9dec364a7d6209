import {
  type AtSign,
  type Command,
  type ConfigAction,
  type ConnectList,
  format,
} from '@atnet/protocol-codec'
import { type ArgumentSpec, type Call, type CommandSpec, isOn } from '../command.ts'
import { note, print } from '../output.ts'
import { readAtSign, readCommand, readJson, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

const someAtSigns: ArgumentSpec = {
  name: 'atSigns',
  doc: 'one or more, such as @eve @mallory',
  required: true,
  many: true,
}

/** `atnet block …`: who may not connect to one's atServer. */
export const blockCommands: readonly CommandSpec[] = [
  show('block', 'Show who may not connect to your atServer.'),
  change(
    'block',
    'add',
    'Keep atSigns out of your atServer, and cut off those that are connected.',
  ),
  change('block', 'remove', 'Take atSigns off the list of those that are kept out.'),
]

/** `atnet allow …`: who alone may connect to one's atServer. */
export const allowCommands: readonly CommandSpec[] = [
  show('allow', 'Show who alone may connect to your atServer, if there is such a list.'),
  change('allow', 'add', 'Let these atSigns connect; once there is a list, nobody else may.'),
  change('allow', 'remove', 'Take atSigns off the list; an empty one lets nobody in but you.'),
  {
    ...command('allow', 'unset', 'Have no such list: who is not blocked may connect again.'),
    arguments: [],
    example: 'allow unset -a @alice',
    run: (call) => showAfter(call, 'allow', { kind: 'unset', list: 'allow' }),
  },
]

function command(list: ConnectList, action: string, summary: string) {
  return { name: `${list} ${action}`, summary, options: [] } as const
}

function show(list: ConnectList, summary: string): CommandSpec {
  return {
    ...command(list, 'show', summary),
    arguments: [],
    example: `${list} show -a @alice`,
    run: (call) => showAfter(call, list, undefined),
  }
}

function change(list: ConnectList, kind: 'add' | 'remove', summary: string): CommandSpec {
  return {
    ...command(list, kind, summary),
    arguments: [someAtSigns],
    example: `${list} ${kind} -a @alice @eve @mallory`,
    run: (call) => {
      const atSigns = call.arguments.map((text) => readAtSign(text ?? ''))
      return showAfter(call, list, { kind, list, atSigns })
    },
  }
}

/** Makes a change, if there is one, and shows what the list is afterwards (cli.lists). */
async function showAfter(
  call: Call,
  list: ConnectList,
  action: ConfigAction | undefined,
): Promise<void> {
  const atSign = whoAmI(call.options)
  // Said before anything is sent, so that too many names cost no login.
  const changing = action === undefined ? undefined : commandOf(action)
  const reply = await withConnection(call, { atSign, proof: 'required' }, async (connection) => {
    if (changing !== undefined) {
      await connection.ask(changing)
    }
    return connection.ask({ verb: 'config', action: { kind: 'show', list } })
  })
  const names = readNames(reply)
  print(call, { text: names?.join('\n') ?? '', json: names })
  if (!isOn(call.options, 'json') && (names === null || names.length === 0)) {
    note(call, withoutNames(list, names, atSign))
  }
}

function commandOf(action: ConfigAction): Command {
  return readCommand(format({ verb: 'config', action }), 'Too many atSigns for one command')
}

function readNames(reply: string): readonly string[] | null {
  const names = readJson(reply)
  if (names !== null && !Array.isArray(names)) {
    throw new Error('The atServer answered something that is no list of atSigns.')
  }
  return names?.map(String) ?? null
}

function withoutNames(list: ConnectList, names: readonly string[] | null, atSign: AtSign): string {
  if (list === 'block') {
    return 'Nobody is blocked.'
  }
  return names === null
    ? 'There is no allow list: everybody who is not blocked may connect.'
    : `The allow list is empty: nobody but ${atSign} may connect. atnet allow unset changes that.`
}
