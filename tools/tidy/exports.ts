import type { Comment, Declaration } from 'oxc-parser'
import { nameOf, type Source } from './source.ts'

/** A name that a module gives to others, with the sentence above it. */
export type Exported = {
  readonly name: string
  readonly start: number
  /** The text of its docstring, without stars; undefined when it has none. */
  readonly doc: string | undefined
  /** The source text of a constant's value. */
  readonly value: string | undefined
}

/** What is declared and exported here. Names handed on from other modules are documented there. */
export function exportedOf(source: Source): readonly Exported[] {
  const exported: Exported[] = []
  for (const statement of source.program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) {
      continue
    }
    const doc = docBefore(source, statement.start)
    for (const { name, value } of declared(source, statement.declaration)) {
      exported.push({ name, start: statement.start, doc, value })
    }
  }
  return exported
}

function declared(
  { text }: Source,
  declaration: Declaration,
): readonly { name: string; value: string | undefined }[] {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.map(({ id, init }) => ({
      name: nameOf(id),
      value: init === null ? undefined : text.slice(init.start, init.end),
    }))
  }
  const name = 'id' in declaration && declaration.id !== null ? nameOf(declaration.id) : '*'
  return [{ name, value: undefined }]
}

/** The docstring that ends just above this place. */
function docBefore({ text, comments }: Source, start: number): string | undefined {
  const above = comments.findLast(({ end }) => end <= start)
  return above !== undefined && isDoc(above) && text.slice(above.end, start).trim() === ''
    ? plain(above.value)
    : undefined
}

function isDoc({ type, value }: Comment): boolean {
  return type === 'Block' && value.startsWith('*') && plain(value) !== ''
}

function plain(value: string): string {
  return value
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/u, '').trimEnd())
    .join('\n')
    .trim()
}
