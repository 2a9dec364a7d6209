import { readFileSync } from 'node:fs'
import { parseTranscript, type Transcript } from './transcript.ts'

/** Reads a recorded conversation of `golden/`. */
export function readGolden(name: string): Transcript {
  const file = new URL(`../golden/${name}.txt`, import.meta.url)
  return parseTranscript(name, readFileSync(file, 'utf8'))
}
