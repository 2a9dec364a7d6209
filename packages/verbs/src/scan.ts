import { AtFault, type AtSign, type ScanCommand } from '@atnet/protocol-codec'
import type { Caller } from './caller.ts'
import type { Context } from './context.ts'
import { scanSliceKeys } from './limits.ts'
import { notYet } from './not-yet.ts'
import { compilePattern } from './patterns.ts'
import { data, type Outcome, type Verb } from './verb.ts'

/** `scan`: lists the keys that the caller may see. */
export const scan: Verb<ScanCommand> = {
  doc: 'Lists the keys the caller may see.',
  requirement: 'data.scan',
  handle(command, context) {
    const { of, commitLog } = command
    if (of !== undefined && of !== context.owner) {
      return scanOf(of, command, context)
    }
    if (commitLog) {
      throw notYet('scan:cl')
    }
    return listing(command, context)
  },
}

/** Another atServer's list, as it answers it: it knows what it shared with us. */
async function scanOf(of: AtSign, command: ScanCommand, context: Context): Promise<Outcome> {
  if (context.caller.kind !== 'owner') {
    const text = 'Scan to another atSign cannot be performed without auth'
    throw new AtFault('unauthenticated', text)
  }
  const { pattern } = command
  const line = pattern === undefined ? 'scan' : `scan ${pattern}`
  return data(await context.peers.ask(of, line, 'as-me'))
}

/** What a caller's list is made of (data.scan.listed). */
type View = {
  /** Only keys that start so are looked at. */
  readonly prefix: string
  readonly shows: (key: string) => boolean
  /** How much of the front of a key the caller does not see. */
  readonly hiddenChars: number
}

function viewOf(caller: Caller, showHidden: boolean): View {
  switch (caller.kind) {
    case 'anyone':
      return { prefix: 'public:', shows: (key) => !key.startsWith('public:_'), hiddenChars: 7 }
    case 'peer': {
      const prefix = `${caller.atSign}:`
      return { prefix, shows: () => true, hiddenChars: prefix.length }
    }
    case 'owner':
      return { prefix: '', shows: (key) => ownerSees(key, showHidden), hiddenChars: 0 }
    default:
      return caller satisfies never
  }
}

/** Hidden keys are readable by name but only advertised on demand (data.scan.hidden). */
function ownerSees(key: string, showHidden: boolean): boolean {
  if (key.startsWith('private:') || key.startsWith('privatekey:')) {
    return false
  }
  if (key.startsWith('public:_')) {
    return showHidden && key.startsWith('public:__')
  }
  return showHidden || !key.startsWith('_')
}

function listing(
  { pattern, showHidden }: ScanCommand,
  context: Context,
): Outcome | Promise<Outcome> {
  const view = viewOf(context.caller, showHidden ?? false)
  const matches = pattern === undefined ? (): boolean => true : compilePattern(pattern)
  const activeAt = context.clock.now()
  const found: string[] = []
  let after: string | undefined

  /** Looks at one slice of keys; gives whether there may be more. */
  function slice(): boolean {
    const query = { prefix: view.prefix, limit: scanSliceKeys, activeAt }
    const page = context.records.keys(after === undefined ? query : { ...query, after })
    for (const key of page.keys) {
      if (view.shows(key) && matches(key)) {
        found.push(key.slice(view.hiddenChars))
      }
    }
    after = page.next
    return after !== undefined
  }

  return slice() ? rest(slice, found) : data(JSON.stringify(found))
}

/** The slices after the first, with a turn for everybody else between two of them. */
async function rest(slice: () => boolean, found: readonly string[]): Promise<Outcome> {
  do {
    await new Promise((resolve) => setImmediate(resolve))
  } while (slice())
  return data(JSON.stringify(found))
}
