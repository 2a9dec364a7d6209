import { packageVersion, runProgram } from '@atnet/runtime/program'
import { openSecondaryServer, surroundings } from './compose.ts'
import { programName, readSecondarySettings } from './config.ts'

await runProgram({
  name: programName,
  version: packageVersion(new URL('../package.json', import.meta.url)),
  read: () => readSecondarySettings(process.argv.slice(2)),
  start: (settings) => openSecondaryServer(settings, surroundings(settings)),
})
