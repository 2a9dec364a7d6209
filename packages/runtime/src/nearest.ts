import { maxComparedNameChars } from './limits.ts'

/**
 * The candidate most likely meant: one that `name` is the beginning of, else the one that takes the
 * fewest single-character edits to reach; the first of equals.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const typed = name.slice(0, maxComparedNameChars)
  const started = candidates.find((candidate) => typed !== '' && candidate.startsWith(typed))
  const ranked = candidates.map((candidate) => ({ candidate, edits: edits(typed, candidate) }))
  return started ?? ranked.toSorted((a, b) => a.edits - b.edits)[0]?.candidate
}

/** How many characters have to be inserted, removed or replaced to turn one text into the other. */
function edits(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [row, typed] of [...from].entries()) {
    const current = [row + 1]
    for (const [column, wanted] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (typed === wanted ? 0 : 1)
      const removed = (above[column + 1] ?? 0) + 1
      const inserted = (current[column] ?? 0) + 1
      current.push(Math.min(replaced, removed, inserted))
    }
    above = current
  }
  return above.at(-1) ?? 0
}
