import { type Piece, piecesOf, type Reply, type TokenKind } from './tokens.ts'

/** A reply of the recording and the one of the live run. */
export type Pair = { readonly recorded: Reply; readonly live: Reply }

/**
 * Which token of the live run stands for which token of the recording: decided by order of
 * appearance, and held to from then on (replay.tokens).
 */
export type Correspondence = {
  /** Whether two replies say the same; what is new in both is remembered if they do. */
  readonly agree: (pair: Pair) => boolean
  /** A live reply in the words of the recording; tokens it never had become `<uuid>` and so on. */
  readonly inRecordedWords: (live: Reply) => string
  /** What stands for a recorded UUID or key in the live run; `undefined` when it has not appeared. */
  readonly liveFor: (recorded: string) => string | undefined
  /** Says that two UUIDs or keys correspond. */
  readonly relate: (recorded: string, live: string) => void
}

/** A correspondence in which nothing has appeared yet. */
export function correspondence(): Correspondence {
  const known: Known = { toLive: new Map(), toRecorded: new Map(), commits: new Map() }
  return {
    agree: ({ recorded, live }) => {
      const pairs = pairUp(recorded, live)
      const alike = pairs?.every((pair) => fits(known, pair)) ?? false
      if (alike) {
        remember(known, pairs ?? [])
      }
      return alike
    },
    inRecordedWords: (live) =>
      piecesOf(live)
        .map((piece) => translate(known, piece, live.server))
        .join(''),
    liveFor: (recorded) => known.toLive.get(recorded),
    relate: (recorded, live) => relate(known, { kind: 'uuid', recorded, live, server: '' }),
  }
}

type Known = {
  readonly toLive: Map<string, string>
  readonly toRecorded: Map<string, string>
  /** The commit ids of each server, side by side: both grow in the same order. */
  readonly commits: Map<string, (readonly [recorded: number, live: number])[]>
}

type Twins = {
  readonly kind: Piece['kind']
  readonly recorded: string
  readonly live: string
  readonly server: string
}

/** Pieces side by side; `undefined` when the replies are not built alike. */
function pairUp(recorded: Reply, live: Reply): readonly Twins[] | undefined {
  const theirs = piecesOf(recorded)
  const ours = piecesOf(live)
  const alike =
    ours.length === theirs.length &&
    theirs.every(({ kind }, index) => ours[index]?.kind === kind) &&
    lifetimesOf(ours) === lifetimesOf(theirs)
  const { server } = live
  return alike
    ? theirs.map(({ kind, text }, index) => ({
        ...{ kind, server },
        recorded: text,
        live: ours[index]?.text ?? '',
      }))
    : undefined
}

/** How long after its write each birth, end and refresh is: the same in both runs. */
function lifetimesOf(pieces: readonly Piece[]): string {
  let writtenAt = 0
  const lifetimes = pieces.map(({ kind, text }) => {
    const at = Date.parse(text.replace(' ', 'T'))
    writtenAt = kind === 'time' ? at : writtenAt
    return kind === 'lifetime' ? at - writtenAt : ''
  })
  return lifetimes.join(' ')
}

function fits(known: Known, { kind, recorded, live, server }: Twins): boolean {
  if (kind === 'text') {
    return recorded === live
  }
  // Some are whatever they are; lifetimes have been compared already.
  if (isArbitrary(kind) || kind === 'lifetime') {
    return true
  }
  const there = known.toLive.get(named(kind, recorded, server))
  const back = known.toRecorded.get(named(kind, live, server))
  if (there === undefined && back === undefined) {
    return kind !== 'commit' || keepsOrder(known.commits.get(server) ?? [], recorded, live)
  }
  return there === live && back === recorded
}

function isArbitrary(kind: Piece['kind']): boolean {
  return kind === 'uptime' || kind === 'features' || kind === 'figure'
}

function keepsOrder(
  known: readonly (readonly [recorded: number, live: number])[],
  recorded: string,
  live: string,
): boolean {
  return known.every(
    ([theirs, ours]) => Math.sign(Number(recorded) - theirs) === Math.sign(Number(live) - ours),
  )
}

function remember(known: Known, twins: readonly Twins[]): void {
  for (const twin of twins) {
    const { kind, recorded, live, server } = twin
    if (kind === 'commit') {
      const commits = known.commits.get(server) ?? []
      known.commits.set(server, [...commits, [Number(recorded), Number(live)]])
    }
    if (kind !== 'text' && !isArbitrary(kind)) {
      relate(known, twin)
    }
  }
}

function relate({ toLive, toRecorded }: Known, { kind, recorded, live, server }: Twins): void {
  toLive.set(named(kind, recorded, server), live)
  toRecorded.set(named(kind, live, server), recorded)
}

function translate({ toRecorded }: Known, { kind, text }: Piece, server: string): string {
  return kind === 'text' ? text : (toRecorded.get(named(kind, text, server)) ?? `<${kind}>`)
}

/** Ids, times and lifetimes are told apart: equal text in two roles is a coincidence. */
function named(kind: TokenKind | 'text', text: string, server: string): string {
  if (kind === 'commit') {
    return `commit of ${server} ${text}`
  }
  return kind === 'lifetime' ? `${kind} ${text}` : text
}
