/** A fenced block of code in a page. */
export type CodeBlock = { readonly code: string; readonly line: number }

/** The blocks of a page that are marked with this language, and nothing but it. */
export function codeBlocks(page: string, language: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  let open: { start: number; wanted: boolean } | undefined
  const lines = page.split('\n')
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('```')) {
      continue
    }
    if (open === undefined) {
      open = { start: index + 1, wanted: line.slice(3).trim() === language }
      continue
    }
    if (open.wanted) {
      blocks.push({ code: `${lines.slice(open.start, index).join('\n')}\n`, line: open.start + 1 })
    }
    open = undefined
  }
  return blocks
}
