import { literalTexts, type Source } from './source.ts'
import { type Finding, findingAt, type Rule, type Workspace } from './workspace.ts'

/** What the protocol asks of us, in our own words. */
export type Requirement = {
  readonly id: string
  readonly level: 'MUST' | 'SHOULD' | 'OBSERVED'
  readonly text: string
}

/** The list of all of them, put together from the parts. */
export const requirementsPage = 'docs/requirements.json'

const partPath = /^docs\/requirements\/[a-z-]+\.json$/u
const idShape = /^[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+$/u
const levels: ReadonlySet<unknown> = new Set(['MUST', 'SHOULD', 'OBSERVED'])

/** Requirements are well-formed and said once; what is said is cited, and what is cited is said. */
export const requirements: Rule = {
  name: 'requirements',
  check(workspace) {
    const { all, findings } = readRequirements(workspace)
    return [...findings, ...uncited(workspace, all), ...unknown(workspace, all)]
  },
}

/** Reads every part; what is malformed is a finding and left out. */
export function readRequirements({ files }: Workspace): {
  readonly all: readonly (Requirement & { readonly path: string })[]
  readonly findings: readonly Finding[]
} {
  const all: (Requirement & { path: string })[] = []
  const findings: Finding[] = []
  for (const [path, text] of files) {
    if (!partPath.test(path)) {
      continue
    }
    const entries: unknown = JSON.parse(text)
    let before = ''
    for (const entry of Array.isArray(entries) ? entries : [entries]) {
      if (!isRequirement(entry)) {
        findings.push({ path, message: `holds a malformed entry: ${JSON.stringify(entry)}` })
        continue
      }
      const twin = all.find(({ id }) => id === entry.id)
      if (twin !== undefined) {
        findings.push({ path, message: `says ${entry.id} again: ${twin.path} has it` })
        continue
      }
      if (entry.id <= before) {
        findings.push({ path, message: `is not sorted: ${entry.id} comes after ${before}` })
      }
      before = entry.id
      all.push({ id: entry.id, level: entry.level, text: entry.text, path })
    }
  }
  return { all, findings }
}

function isRequirement(entry: unknown): entry is Requirement {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'id' in entry &&
    typeof entry.id === 'string' &&
    idShape.test(entry.id) &&
    'level' in entry &&
    levels.has(entry.level) &&
    'text' in entry &&
    typeof entry.text === 'string' &&
    entry.text.length > 10
  )
}

function uncited(
  { sources }: Workspace,
  all: readonly (Requirement & { readonly path: string })[],
): readonly Finding[] {
  const cited = new Set(sources.flatMap((source) => citations(source).map(({ id }) => id)))
  return all
    .filter(({ id }) => !cited.has(id))
    .map(({ id, path }) => ({
      path,
      message: `${id} is cited nowhere: name it where it is served or tested`,
    }))
}

/** Citations of ids that nobody wrote down, in the areas that ids have. */
function unknown({ sources }: Workspace, all: readonly Requirement[]): readonly Finding[] {
  const known = new Set(all.map(({ id }) => id))
  const areas = new Set(all.map(({ id }) => id.split('.')[0]))
  return sources
    .filter(({ path }) => !path.startsWith('tools/tidy/'))
    .flatMap((source) =>
      citations(source)
        .filter(({ id, sure }) => sure && areas.has(id.split('.')[0]) && !known.has(id))
        .map(({ id, start }) =>
          findingAt(source, start, `cites ${id}, which is in no docs/requirements/*.json`),
        ),
    )
}

const dotted = /(?<![\w.:/@'-])[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+(?![\w/(-])/gu

/**
 * Dotted words in comments and texts. Sure to be meant as citations are those of three parts, and
 * those of two in parentheses: other pairs may be names of log events or files.
 */
function citations(source: Source): readonly { id: string; start: number; sure: boolean }[] {
  const comments = source.comments.map(({ value, start }) => ({
    text: value,
    start,
    comment: true,
  }))
  const literals = literalTexts(source).map((each) => ({ ...each, comment: false }))
  return [...comments, ...literals].flatMap(({ text, start, comment }) =>
    [...text.matchAll(dotted)].map(({ 0: id, index }) => ({
      id,
      start: start + index,
      sure:
        !/\.(?:ts|js|mjs|json|md|com|org)$/u.test(id) &&
        (id.split('.').length > 2 || (comment && text[index - 1] === '(')),
    })),
  )
}
