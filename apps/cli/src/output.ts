import { type Call, isOn } from './command.ts'
import { visible } from './visible.ts'

/** Prints a result: `json` on one line with `--json`, else `text`. */
export function print(call: Call, result: { readonly text: string; readonly json: unknown }): void {
  const isJson = isOn(call.options, 'json')
  const line = isJson ? JSON.stringify(result.json) : result.text
  if (line !== '') {
    call.host.out(`${call.host.isTerminal ? visible(line) : line}\n`)
  }
}

/** Tells the user something that is no result. */
export function note(call: Call, text: string): void {
  call.host.error(`${text}\n`)
}

/** Rows of text under headings, in columns two blanks apart. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [headings, ...rows].map(line).join('\n')
}
