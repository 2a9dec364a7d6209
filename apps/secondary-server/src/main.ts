import { runProgram } from '@atnet/runtime/program'
import { openSecondaryServer, surroundings } from './compose.ts'
import { programName, readSecondarySettings } from './config.ts'
import { programVersion } from './version.ts'

await runProgram({
  name: programName,
  version: programVersion,
  read: () => readSecondarySettings(process.argv.slice(2)),
  start: (settings) => openSecondaryServer(settings, surroundings(settings)),
})
