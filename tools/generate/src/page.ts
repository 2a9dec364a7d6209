/** A file of docs/ that is made from tables in the code. */
export type Page = { readonly path: string; readonly text: string }

/** What stands at the top of every generated page, so that nobody edits it. */
export function headed(title: string, from: string, body: string): string {
  return `<!-- Generated from ${from} by npm run generate: edit those. -->\n\n# ${title}\n\n${body.trim().replaceAll(/\n{3,}/gu, '\n\n')}\n`
}

/** A Markdown table; line feeds and bars in cells are made harmless. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`
  return `${line(columns)}${line(columns.map(() => '---'))}${rows.map(line).join('')}`
}

/** Text as code, whatever it holds. */
export function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`'
  return text === '' ? '' : `${fence}${fence === '`' ? text : ` ${text} `}${fence}`
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/gu, ' ')
}
