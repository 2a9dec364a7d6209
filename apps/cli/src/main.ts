import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { systemClock, systemRandomness } from '@atnet/runtime'
import { tlsNetwork } from '@atnet/transport'
import type { Host } from './host.ts'
import { forcedExitMs } from './limits.ts'
import { run } from './run.ts'

const host: Host = {
  folder: process.cwd(),
  home: homedir(),
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  input: process.stdin,
  onStopRequest: (action) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, action)
    }
  },
  clock: systemClock,
  randomness: systemRandomness,
  network: tlsNetwork(),
}

// Whoever read our output may have read enough: a broken pipe is nothing to die of.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined)
}

const code = await run(process.argv.slice(2), { host, version: readVersion() })
// Everything written leaves first; a reader that has stopped reading is not waited for.
systemClock.after(forcedExitMs, () => process.exit(code))
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const parsed: unknown = JSON.parse(text)
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed
    ? String(parsed.version)
    : 'unknown'
}
