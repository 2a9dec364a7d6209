import { packageVersion } from '@atnet/runtime/program'

/** The version of this program. */
export const programVersion: string = packageVersion(new URL('../package.json', import.meta.url))
