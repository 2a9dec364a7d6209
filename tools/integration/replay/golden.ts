import { readFileSync } from 'node:fs'
import { parseTranscript, type Transcript } from './transcript.ts'

/** Reads a recorded conversation of `golden/`. */
export function readGolden(name: string): Transcript {
  return read(name, new URL(`../golden/${name}.txt`, import.meta.url))
}

/** Reads what a recording says went before it without showing it. */
export function readPrologue(name: string): Transcript {
  return read(name, new URL(`./${name}.txt`, import.meta.url))
}

function read(name: string, file: URL): Transcript {
  return parseTranscript(name, readFileSync(file, 'utf8'))
}
