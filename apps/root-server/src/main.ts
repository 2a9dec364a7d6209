import { packageVersion, runProgram } from '@atnet/runtime/program'
import { openRootServer, surroundings } from './compose.ts'
import { programName, readRootSettings } from './config.ts'

await runProgram({
  name: programName,
  version: packageVersion(new URL('../package.json', import.meta.url)),
  read: () => readRootSettings(process.argv.slice(2)),
  start: (settings) => openRootServer(settings, surroundings(settings)),
})
