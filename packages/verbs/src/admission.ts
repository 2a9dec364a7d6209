import type { VerbName } from '@atnet/protocol-codec'
import type { CallerKind } from './caller.ts'

/** Who may call a verb, and what everybody else is told (AT0401). */
export type Admission = {
  readonly callers: readonly CallerKind[]
  readonly refusal: string
}

const everybody: readonly CallerKind[] = ['anyone', 'peer', 'owner', 'enrolled']
const ownerSide: readonly CallerKind[] = ['owner', 'enrolled']

function open(): Admission {
  return { callers: everybody, refusal: '' }
}

function ownerOnly(): Admission {
  return { callers: ownerSide, refusal: 'Command cannot be executed without auth' }
}

/**
 * The first step of the gate: who may call what. Checked before the grammar, so that a stranger's
 * malformed command is AT0401, not AT0003 (gate.order). What an enrollment may touch is checked
 * after parsing.
 */
export const ADMISSION: Readonly<Record<VerbName, Admission>> = {
  exit: open(),
  from: open(),
  cram: open(),
  pkam: open(),
  pol: open(),
  to: open(),
  info: open(),
  noop: open(),
  lookup: open(),
  scan: open(),
  enroll: open(),
  stream: open(),
  llookup: ownerOnly(),
  plookup: ownerOnly(),
  update: ownerOnly(),
  'update:meta': ownerOnly(),
  delete: ownerOnly(),
  'sync:from': ownerOnly(),
  batch: ownerOnly(),
  stats: ownerOnly(),
  config: ownerOnly(),
  keys: ownerOnly(),
  otp: ownerOnly(),
  monitor: ownerOnly(),
  'notify:all': ownerOnly(),
  'notify:status': ownerOnly(),
  'notify:fetch': ownerOnly(),
  'notify:remove': ownerOnly(),
  'notify:list': {
    callers: ['peer', 'owner', 'enrolled'],
    refusal: 'Command cannot be executed without auth',
  },
  notify: {
    callers: ['peer', 'owner', 'enrolled'],
    refusal: 'Notify command cannot be executed without authentication',
  },
}
