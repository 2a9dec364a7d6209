import { readFileSync } from 'node:fs'

/** The level of the reference server that clients may take ours for: they compare `info` with it. */
const referenceLevel = '3.16.4'

/** What the network's atServers call themselves in `info`. */
export function serverVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const parsed: unknown = JSON.parse(text)
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed
  return `${referenceLevel}+atnet.${hasVersion ? String(parsed.version) : '0.0.0'}`
}
