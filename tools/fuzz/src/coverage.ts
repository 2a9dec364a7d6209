import type { Comparison } from './differential.ts'

/** Lines the grammar has to accept, or the run compares little but refusals. */
const minAcceptedShare = 0.4

/** Lines in which each part has to be present, or the run says nothing about it. */
const minPresentShare = 0.01

/** What a run did not look at enough to prove anything. */
export function coverageProblems({
  verb,
  lines,
  accepted,
  present,
  fired,
}: Comparison): readonly string[] {
  const problems = accepted < lines * minAcceptedShare ? [`accepted ${accepted} of ${lines}`] : []
  const rare = Object.entries(present)
    .filter(([, times]) => times < lines * minPresentShare)
    .map(([name, times]) => `${name} present in ${times} of ${lines}`)
  const unused = Object.entries(fired)
    .filter(([, times]) => times === 0)
    .map(([id]) => `the difference ${id} never showed: take it off the list`)
  return [...problems, ...rare, ...unused].map((problem) => `${verb}: ${problem}`)
}
