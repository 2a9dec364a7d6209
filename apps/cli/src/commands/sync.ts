import { isRecord } from '@atnet/protocol-codec'
import { type Call, type CommandSpec, textOf } from '../command.ts'
import { syncPageEntries } from '../limits.ts'
import { print, table } from '../output.ts'
import { readCommand, readJson, readNumber, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'

type Ask = (line: string) => Promise<string>

/** A commit as it came; whatever else it holds is passed on. */
type Commit = Readonly<Record<string, unknown>> & { readonly commitId: number }

/** `atnet sync`: what was written since a commit. */
export const sync: CommandSpec = {
  name: 'sync',
  summary: 'Pull what was written since a commit; --json shows values and metadata too.',
  arguments: [],
  options: [
    { flags: '--from <id>', doc: 'the last commit you know (default: none, -1)' },
    { flags: '--limit <count>', doc: 'how many commits to pull (default: all)' },
    { flags: '--regex <pattern>', doc: 'a regular expression that keys must match' },
  ],
  example: 'sync -a @alice --from 12 --regex .wavi',
  async run(call) {
    const pull = readPull(call)
    // Said before anything is sent, so that a wrong pattern costs no login.
    const described = `${pull.pattern ?? ''} is no pattern`
    readCommand(lineOf(pull, 1), described)
    const target = { atSign: whoAmI(call.options), proof: 'required' } as const
    const commits = await withConnection(call, target, (connection) =>
      pullAll(pull, (line) => connection.ask(readCommand(line, described))),
    )
    const rows = commits.map(({ commitId, operation, atKey }) =>
      [commitId, operation, atKey].map(String),
    )
    print(call, { text: table(['commit', 'what', 'key'], rows), json: commits })
  },
}

type Pull = { readonly from: number; readonly limit: number; readonly pattern: string | undefined }

function readPull({ options }: Call): Pull {
  const max = Number.MAX_SAFE_INTEGER
  return {
    from: readNumber(options, 'from', { min: -1, max }) ?? -1,
    limit: readNumber(options, 'limit', { min: 1, max }) ?? max,
    // An empty one would be read as another option.
    pattern: textOf(options, 'regex') || undefined,
  }
}

function lineOf({ from, pattern }: Pull, limit: number): string {
  return `sync:from:${from}:limit:${limit}${pattern === undefined ? '' : `:${pattern}`}`
}

/** Page after page, until one is empty or enough has come (cli.sync). */
async function pullAll(pull: Pull, ask: Ask): Promise<readonly Commit[]> {
  const commits: Commit[] = []
  let { from } = pull
  while (commits.length < pull.limit) {
    const limit = Math.min(pull.limit - commits.length, syncPageEntries)
    const page = readPage(await ask(lineOf({ ...pull, from }, limit)), from)
    if (page.length === 0) {
      break
    }
    commits.push(...page)
    from = page.at(-1)?.commitId ?? from
  }
  return commits
}

/** Throws when it is no page, or one that does not lead on. */
function readPage(reply: string, from: number): readonly Commit[] {
  const page = readJson(reply)
  if (!Array.isArray(page) || !page.every((entry) => isCommitAfter(entry, from))) {
    throw new Error('The atServer answered something that is no page of commits.')
  }
  return page
}

function isCommitAfter(entry: unknown, from: number): entry is Commit {
  const id = isRecord(entry) ? entry['commitId'] : undefined
  return Number.isSafeInteger(id) && Number(id) > from
}
