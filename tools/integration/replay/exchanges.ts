import type { Step, Transcript } from './transcript.ts'

/** What was sent on one connection, and all that came back before anything else was sent on it. */
export type Exchange = {
  /** The line of the recording that begins the exchange. */
  readonly line: number
  readonly connection: string
  /** Present when the exchange begins with a new connection. */
  readonly opens: { readonly server: string; readonly clientCertificate: boolean } | undefined
  readonly writes: readonly Uint8Array[]
  /** The bytes received; empty when there were none. */
  readonly received: string
  /** Whether the server closed the connection afterwards. */
  readonly closed: boolean
}

type Draft = { -readonly [K in keyof Exchange]: Exchange[K] } & { answered: boolean }

/** The exchanges of a recording, in order. */
export function exchangesOf({ steps }: Transcript): readonly Exchange[] {
  const drafts: Draft[] = []
  const latest = new Map<string, Draft>()
  for (const step of steps) {
    const open = latest.get(step.connection)
    const begins = step.kind === 'connect' || (step.kind === 'send' && (open?.answered ?? true))
    const draft = begins || open === undefined ? newDraft(step) : open
    if (draft !== open) {
      drafts.push(draft)
      latest.set(step.connection, draft)
    }
    extend(draft, step)
  }
  return drafts.map(({ line, connection, opens, writes, received, closed }) => ({
    line,
    connection,
    opens,
    writes,
    received,
    closed,
  }))
}

function newDraft(step: Step): Draft {
  return {
    line: step.line,
    connection: step.connection,
    opens: undefined,
    writes: [],
    received: '',
    closed: false,
    answered: false,
  }
}

/** Adds what `step` says; once something came back, or visibly did not, the exchange is answered. */
function extend(draft: Draft, step: Step): void {
  switch (step.kind) {
    case 'connect':
      draft.opens = { server: step.server, clientCertificate: step.clientCertificate }
      return
    case 'send':
      draft.writes = [...draft.writes, step.bytes]
      return
    case 'receive':
      draft.received += step.text
      draft.answered = true
      return
    case 'closed':
      draft.closed = true
      return
    case 'silence':
      draft.answered = true
      return
    case 'leave':
      return
    default:
      step satisfies never
  }
}
