import { describe } from 'vitest'
import { describeAccessLog } from './contract/access-log.ts'
import { describeBatches } from './contract/batches.ts'
import { describeCommits } from './contract/commits.ts'
import { describeKeys } from './contract/keys.ts'
import { describeModel } from './contract/model.ts'
import { describeRecords } from './contract/records.ts'
import type { OpenKeystore } from './contract/subject.ts'

export type { OpenKeystore } from './contract/subject.ts'

/**
 * Declares the tests that every keystore has to pass, as a vitest suite called `name`. `open` gives
 * an empty keystore on the clock it is handed; the suite closes it.
 */
export function keystoreContract(name: string, open: OpenKeystore): void {
  describe(name, () => {
    describeRecords(open)
    describeKeys(open)
    describeCommits(open)
    describeBatches(open)
    describeAccessLog(open)
    describeModel(open)
  })
}
