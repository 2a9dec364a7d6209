import { COMMANDS, type VerbName } from '@atnet/protocol-codec'
import { ADMISSION, type CallerKind, verbOf } from '@atnet/verbs'
import { code, headed, type Page, table } from './page.ts'

const callerWords: Readonly<Record<CallerKind, string>> = {
  anyone: 'anyone',
  peer: 'another atSign that has proved itself (`pol`)',
  owner: 'the owner (`cram`, `pkam`)',
  enrolled: 'an enrolled app, as far as its grants go',
}

/** docs/verbs.md: what each verb looks like, who may call it and what it does. */
export function verbsPage(): Page {
  const names = verbNames()
  const overview = table(
    ['verb', 'what it does'],
    names.map((name) => [`[${code(name)}](#${anchor(name)})`, docOf(name)]),
  )
  const body = [
    'A line is one command; its verb is what stands before the first `:` or blank. Who may call a verb is decided before the rest of the line is read.',
    overview,
    ...names.map(section),
  ].join('\n\n')
  return {
    path: 'docs/verbs.md',
    text: headed('Verbs', 'the tables COMMANDS, ADMISSION and VERBS', body),
  }
}

function section(name: VerbName): string {
  const { usage, example } = COMMANDS[name]
  const { callers, refusal } = ADMISSION[name]
  const requirement = verbOf(name)?.requirement
  const rows = [
    ['usage, as errors give it', code(usage)],
    ['example', code(example)],
    ['callers', callers.map((caller) => callerWords[caller]).join('; ')],
    ...(refusal === '' ? [] : [['others are told', code(`AT0401 … ${refusal}`)]]),
    ...(requirement === undefined ? [] : [['requirement', code(requirement)]]),
  ]
  return `## ${name}\n\n${docOf(name)}\n\n${table(['', ''], rows)}`
}

function docOf(name: VerbName): string {
  const verb = verbOf(name)
  return verb === undefined
    ? `${COMMANDS[name].summary} (Read and written by the codec; our atServer still answers \`invalid command\`.)`
    : verb.doc
}

function verbNames(): readonly VerbName[] {
  return Object.values(COMMANDS)
    .map(({ verb }) => verb)
    .sort()
}

/** How Markdown pages on the web name a heading. */
function anchor(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\w -]/gu, '')
    .replaceAll(' ', '-')
}
