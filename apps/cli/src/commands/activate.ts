import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { activate as activateAtSign } from '@atnet/client'
import { loadKeys, saveKeys } from '@atnet/client/key-files'
import { stateFiles } from '@atnet/mini-network'
import type { AtSign } from '@atnet/protocol-codec'
import { type Call, type CommandSpec, textOf } from '../command.ts'
import { readOptionFile } from '../option-file.ts'
import { print } from '../output.ts'
import { whoAmI } from '../reading.ts'
import { withReach } from '../session.ts'
import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'

/** `atnet activate`: makes one the owner of an atSign. */
export const activate: CommandSpec = {
  name: 'activate',
  summary: 'Become the owner of an atSign with its one-time secret; writes its key file.',
  arguments: [],
  options: [
    {
      flags: '-c, --cram-secret <secret>',
      doc: 'the one-time secret (others on this machine can see it in the list of processes)',
    },
    { flags: '--cram-secret-file <file>', doc: 'a file that holds the one-time secret' },
  ],
  example: 'activate -a @carol --cram-secret-file secret.txt',
  async run(call) {
    const atSign = whoAmI(call.options)
    await withReach(call, async (reach) => {
      const secret = await findSecret(call, atSign, reach.around)
      const file = reach.around.keysFile(atSign)
      const { resumed } = await activateAtSign({
        ...reach,
        atSign,
        secret,
        savedKeys: await loadKeys(file, { atSign }),
        saveKeys: (keys) => saveKeys(file, keys),
      })
      const what = resumed ? 'is activated; its keys are still in' : 'is activated; its keys are in'
      print(call, {
        text: `${atSign} ${what} ${file}. Keep that file safe.`,
        json: { atsign: atSign, keys: file, resumed },
      })
    })
  },
}

/** From the options, or from the local network, which keeps the secrets it has handed out. */
async function findSecret(
  { options, host }: Call,
  atSign: AtSign,
  { stateFolder }: Surroundings,
): Promise<string> {
  const given = textOf(options, 'cramSecret')
  const file = textOf(options, 'cramSecretFile')
  if (given !== undefined && file !== undefined) {
    throw new UsageError('--cram-secret and --cram-secret-file exclude each other.')
  }
  const text =
    file !== undefined
      ? await readOptionFile('--cram-secret-file', resolve(host.folder, file))
      : (given ?? (await keptSecret(stateFolder, atSign)))
  const secret = text?.trim() ?? ''
  if (secret === '') {
    throw new UsageError(
      `The one-time secret of ${atSign} is needed: give it with --cram-secret-file or --cram-secret.`,
    )
  }
  return secret
}

async function keptSecret(folder: string | undefined, atSign: AtSign): Promise<string | undefined> {
  return folder === undefined
    ? undefined
    : await readFile(stateFiles(folder).secret(atSign), 'utf8').catch(() => undefined)
}
