import { readFileSync } from 'node:fs'

/** The recorded key file of @alice, byte for byte; its keys are thrown away and guard nothing. */
export const vectorFile: string = readFileSync(new URL('./alice.atKeys', import.meta.url), 'utf8')
