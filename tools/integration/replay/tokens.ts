/** What differs from run to run. */
export type TokenKind =
  | 'uuid'
  | 'time'
  | 'lifetime'
  | 'publicKey'
  | 'signature'
  | 'address'
  | 'uptime'
  | 'features'
  | 'figure'
  | 'commit'

/** A piece of a reply: text that must be equal, or a token that must correspond. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: TokenKind; readonly text: string }

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
const time = '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z'

/** What a server tells of itself: how many, how much, and when it was asked. */
const figures = [
  '(?<="(?:active(?:In|Out)boundConnections|secondaryStorageSize|diskSize)","value":)(?:"(?:[^"\\\\]|\\\\.)*"|\\d+)',
  '(?<="activeInboundConnections(?:Summary|Detailed)","value":)\\{.*?\\}(?=\\}(?:, |\\]))',
  '(?<=\\\\"createdOn\\\\":)\\d+',
]

/** The name of each group is the kind of token it finds; runs of megabytes are looked at once. */
const tokens = new RegExp(
  [
    `(?<uuid>${uuid})`,
    `(?<=At":"|Datetime","value":")(?<time>${time})`,
    '(?<publicKey>MIIBIj[A-Za-z0-9+/]{380,}={0,2})',
    '(?<![A-Za-z0-9+/])(?<signature>[A-Za-z0-9+/]{342}==)',
    '(?<![a-z0-9.-])(?<address>[a-z][a-z0-9.-]*:\\d+(?=\\r\\n@))',
    '(?<="uptimeAs(?:Words|Millis)":)(?<uptime>"[^"]*"|\\d+)',
    // What a server has of its own: it grows without the recorded conversations.
    '(?<="features":)(?<features>\\[[^\\]]*\\])',
    `(?<figure>${figures.join('|')})`,
    '(?<="commitId":|"lastCommitID","value":"|\\\\":\\[|"response":\\{"data":")(?<commit>\\d+)',
  ].join('|'),
  'gu',
)

/** These times follow from the time of the write beside them. */
const lifetimes = /"(?:availableAt|expiresAt|refreshAt)":"$/u

/** A reply, who gave it, and whether it answers a write, so that its whole payload is a commit id. */
export type Reply = { readonly text: string; readonly isCommit: boolean; readonly server: string }

/** Cuts a reply into pieces. */
export function piecesOf({ text: reply, isCommit }: Omit<Reply, 'server'>): readonly Piece[] {
  const commit = isCommit ? /^data:(?<id>\d+)(?<rest>\n.*)$/u.exec(reply)?.groups : undefined
  if (commit !== undefined) {
    const { id = '', rest = '' } = commit
    return [plain('data:'), { kind: 'commit', text: id }, plain(rest)]
  }
  const pieces: Piece[] = []
  let end = 0
  for (const match of reply.matchAll(tokens)) {
    const before = reply.slice(end, match.index)
    pieces.push(plain(before), { kind: kindOf(match, before), text: match[0] })
    end = match.index + match[0].length
  }
  return [...pieces, plain(reply.slice(end))]
}

function plain(text: string): Piece {
  return { kind: 'text', text }
}

const tokenKinds = [
  'uuid',
  'time',
  'publicKey',
  'signature',
  'address',
  'uptime',
  'features',
  'figure',
  'commit',
] as const

function kindOf({ groups = {} }: RegExpExecArray, before: string): TokenKind {
  const kind = tokenKinds.find((name) => groups[name] !== undefined) ?? 'uuid'
  return kind === 'time' && lifetimes.test(before) ? 'lifetime' : kind
}
