import { relative } from 'node:path'
import type { MiniAtSign, MiniNetwork } from '@atnet/mini-network'
import { table } from './output.ts'

/** What there is to show of a network. */
type Shown = Pick<MiniNetwork, 'directory' | 'ca' | 'atSigns'>

/** The one line that programs wait for (requirement `cli.up.json`). */
export function jsonLine(network: Shown): string {
  const { directory, ca, atSigns } = network
  return JSON.stringify({
    ready: true,
    directory: { host: directory.host, port: directory.port },
    ca: ca.file,
    atsigns: atSigns.map(({ atSign, host, port, keysFile, cramSecret }) => ({
      atsign: atSign,
      host,
      port,
      keys: keysFile ?? null,
      cramSecret: cramSecret ?? null,
    })),
  })
}

/** What a person sees: a table of the network, and three lines to try next. */
export function describe(
  network: Shown,
  { folder, isKept }: { readonly folder: string; readonly isKept: boolean },
): string {
  const { directory, ca, atSigns } = network
  const short = (file: string): string => shorten(file, folder)
  const rows = atSigns.map((one) => [
    one.atSign,
    `${one.host}:${one.port}`,
    one.keysFile === undefined ? '-' : short(one.keysFile),
    stateOf(one),
  ])
  const file = ca.file === undefined ? '' : short(ca.file)
  return [
    table(['atSign', 'atServer', 'key file', 'state'], rows),
    '',
    `directory       ${directory.host}:${directory.port}`,
    `CA certificate  ${file}`,
    ...secretsOf(atSigns),
    '',
    'Try next, in another terminal:',
    ...suggestions(atSigns, file).map((line) => `  ${line}`),
    '',
    isKept
      ? 'Ctrl-C stops it; the next start goes on from here.'
      : 'Ctrl-C stops it; nothing is kept.',
  ].join('\n')
}

function stateOf({ cramSecret, keysFile }: MiniAtSign): string {
  if (cramSecret !== undefined) {
    return 'not activated'
  }
  return keysFile === undefined ? 'activated, keys elsewhere' : 'activated'
}

function secretsOf(atSigns: readonly MiniAtSign[]): readonly string[] {
  return atSigns.flatMap(({ atSign, cramSecret }) =>
    cramSecret === undefined ? [] : [`one-time secret of ${atSign}: ${cramSecret}`],
  )
}

/** One line for the bare protocol, one that writes, and one that reads from the other side. */
function suggestions(atSigns: readonly MiniAtSign[], ca: string): readonly string[] {
  const [first, second] = atSigns.filter(({ keysFile }) => keysFile !== undefined)
  const port = (first ?? atSigns[0])?.port ?? 0
  const byHand = `openssl s_client -quiet -connect localhost:${port} -CAfile ${ca}`
  if (first === undefined) {
    return [byHand, `npx atnet activate -a ${atSigns[0]?.atSign ?? ''}`, 'npx atnet --help']
  }
  return [
    byHand,
    `npx atnet -a ${first.atSign} update public:phone${first.atSign} '+1-111-111'`,
    second === undefined
      ? `npx atnet lookup phone${first.atSign}`
      : `npx atnet -a ${second.atSign} plookup phone${first.atSign}`,
  ]
}

/** Paths below the current folder read better without it. */
function shorten(file: string, folder: string): string {
  const path = relative(folder, file)
  return path.startsWith('..') ? file : path
}
