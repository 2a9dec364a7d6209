/** What an atServer says about a feature it lists in `info`. */
type Feature = { readonly name?: unknown; readonly status?: unknown }

/**
 * Whether an `info` reply announces `feature`: listed, and not retired. An unreadable or missing
 * list counts as nothing announced (requirement `client.features.absent-means-no`).
 */
export function announces(info: string, feature: string): boolean {
  return featuresOf(info).some(({ name, status }) => name === feature && status !== 'Retired')
}

function featuresOf(info: string): readonly Feature[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(info)
  } catch {
    return []
  }
  if (typeof parsed !== 'object' || parsed === null || !('features' in parsed)) {
    return []
  }
  return Array.isArray(parsed.features) ? parsed.features.filter(isObject) : []
}

function isObject(value: unknown): value is Feature {
  return typeof value === 'object' && value !== null
}
