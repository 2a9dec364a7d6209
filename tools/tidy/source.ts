import { type Comment, type Program, parseSync, Visitor } from 'oxc-parser'

/** One file of ours, read into a tree. */
export type Source = {
  readonly path: string
  readonly text: string
  readonly program: Program
  readonly comments: readonly Comment[]
  readonly imports: readonly Import[]
}

/** That one module uses another, in whatever form. */
export type Import = {
  readonly from: string
  /** Nothing of it is left when types are erased. */
  readonly typeOnly: boolean
  /** The names taken; `*` for all of them. */
  readonly names: readonly string[]
  readonly start: number
}

/** Reads TypeScript or JavaScript. Throws an Error that names the file when it does not parse. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { range: false })
  const [error] = errors
  if (error !== undefined) {
    throw new Error(`${path} does not parse: ${error.message}`)
  }
  return { path, text, program, comments, imports: importsOf(program) }
}

/** The line, counted from 1, on which this offset is. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** Every literal text in the file: strings and the fixed parts of templates. */
export function literalTexts({ program }: Source): readonly { text: string; start: number }[] {
  const texts: { text: string; start: number }[] = []
  new Visitor({
    Literal({ value, start }) {
      if (typeof value === 'string') {
        texts.push({ text: value, start })
      }
    },
    TemplateElement({ value, start }) {
      texts.push({ text: value.cooked ?? value.raw, start })
    },
  }).visit(program)
  return texts
}

function importsOf(program: Program): readonly Import[] {
  const imports: Import[] = []
  const add = (from: string, typeOnly: boolean, names: readonly string[], start: number): void => {
    imports.push({ from, typeOnly, names, start })
  }
  new Visitor({
    ImportDeclaration({ source, importKind, specifiers, start }) {
      const typed = specifiers.every((each) => 'importKind' in each && each.importKind === 'type')
      const names = specifiers.map((each) =>
        each.type === 'ImportSpecifier' ? nameOf(each.imported) : '*',
      )
      add(source.value, importKind === 'type' || (typed && specifiers.length > 0), names, start)
    },
    ExportAllDeclaration({ source, exportKind, start }) {
      add(source.value, exportKind === 'type', ['*'], start)
    },
    ExportNamedDeclaration({ source, exportKind, specifiers, start }) {
      if (source !== null) {
        const typed = specifiers.every((each) => each.exportKind === 'type')
        const names = specifiers.map(({ local }) => nameOf(local))
        add(source.value, exportKind === 'type' || (typed && specifiers.length > 0), names, start)
      }
    },
    ImportExpression({ source, start }) {
      if (source.type === 'Literal' && typeof source.value === 'string') {
        add(source.value, false, ['*'], start)
      }
    },
    TSImportType({ source, start }) {
      add(source.value, true, ['*'], start)
    },
  }).visit(program)
  return imports
}

/** A name in an import or export list: `a`, or `'a b'`. */
export function nameOf(node: { readonly type: string }): string {
  if ('name' in node && typeof node.name === 'string') {
    return node.name
  }
  return 'value' in node && typeof node.value === 'string' ? node.value : '*'
}
