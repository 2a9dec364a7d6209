import { isRecord, parseJson } from '@atnet/protocol-codec'

/**
 * Whether an `info` reply announces `feature`: listed, and not retired. An unreadable or missing
 * list counts as nothing announced (requirement `client.features.absent-means-no`).
 */
export function announces(info: string, feature: string): boolean {
  return featuresOf(info).some(
    (listed) => listed['name'] === feature && listed['status'] !== 'Retired',
  )
}

function featuresOf(info: string): readonly Readonly<Record<string, unknown>>[] {
  const parsed = parseJson(info)
  const features = isRecord(parsed) ? parsed['features'] : undefined
  return Array.isArray(features) ? features.filter(isRecord) : []
}
