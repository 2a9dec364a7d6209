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
  const known: Known = { toLive: new Map(), toRecorded: new Map(), newestCommits: [-1, -1] }
  return {
    agree: ({ recorded, live }) => {
      const pairs = pairUp(piecesOf(recorded), piecesOf(live))
      const alike = pairs?.every((pair) => fits(known, pair)) ?? false
      if (alike) {
        remember(known, pairs ?? [])
      }
      return alike
    },
    inRecordedWords: (live) =>
      piecesOf(live)
        .map((piece) => translate(known, piece))
        .join(''),
    liveFor: (recorded) => known.toLive.get(recorded),
    relate: (recorded, live) => relate(known, { kind: 'uuid', recorded, live }),
  }
}

type Known = {
  readonly toLive: Map<string, string>
  readonly toRecorded: Map<string, string>
  /** The highest commit id seen on each side: ids only ever grow. */
  newestCommits: readonly [recorded: number, live: number]
}

type Twins = { readonly kind: Piece['kind']; readonly recorded: string; readonly live: string }

/** Pieces side by side; `undefined` when the replies are not built alike. */
function pairUp(recorded: readonly Piece[], live: readonly Piece[]): readonly Twins[] | undefined {
  const twins = recorded.map(({ kind, text }, index) => ({
    kind,
    recorded: text,
    mine: live[index],
  }))
  const alike =
    live.length === recorded.length &&
    twins.every(({ kind, mine }) => mine?.kind === kind) &&
    lifetimesOf(live) === lifetimesOf(recorded)
  return alike
    ? twins.map(({ kind, recorded: text, mine }) => ({
        kind,
        recorded: text,
        live: mine?.text ?? '',
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

function fits(known: Known, { kind, recorded, live }: Twins): boolean {
  if (kind === 'text') {
    return recorded === live
  }
  // An uptime is whatever it is; lifetimes have been compared already.
  if (kind === 'uptime' || kind === 'lifetime') {
    return true
  }
  const there = known.toLive.get(named(kind, recorded))
  const back = known.toRecorded.get(named(kind, live))
  if (there === undefined && back === undefined) {
    return kind !== 'commit' || isNewCommit(known, recorded, live)
  }
  return there === live && back === recorded
}

function isNewCommit(
  { newestCommits: [theirs, ours] }: Known,
  recorded: string,
  live: string,
): boolean {
  return Number(recorded) > theirs && Number(live) > ours
}

function remember(known: Known, twins: readonly Twins[]): void {
  for (const twin of twins) {
    if (twin.kind === 'commit') {
      const [theirs, ours] = known.newestCommits
      const newest = [Number(twin.recorded), Number(twin.live)] as const
      known.newestCommits = [Math.max(theirs, newest[0]), Math.max(ours, newest[1])]
    }
    if (twin.kind !== 'text' && twin.kind !== 'uptime') {
      relate(known, twin)
    }
  }
}

function relate({ toLive, toRecorded }: Known, { kind, recorded, live }: Twins): void {
  toLive.set(named(kind, recorded), live)
  toRecorded.set(named(kind, live), recorded)
}

function translate({ toRecorded }: Known, { kind, text }: Piece): string {
  return kind === 'text' ? text : (toRecorded.get(named(kind, text)) ?? `<${kind}>`)
}

/** Ids, times and lifetimes are told apart: equal text in two roles is a coincidence. */
function named(kind: TokenKind | 'text', text: string): string {
  return kind === 'commit' || kind === 'lifetime' ? `${kind} ${text}` : text
}
