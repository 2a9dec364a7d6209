/** A capability that `info` announces, so that clients need not guess by version. */
export type Feature = {
  readonly name: string
  readonly status: 'Preview' | 'Beta' | 'GA' | 'Deprecated' | 'Retired'
  readonly description: string
}

/** What this server can do beyond what its version number says (house.info.features). */
export const FEATURES: readonly Feature[] = [
  {
    name: 'batch.abortOnFailure',
    status: 'Beta',
    description: 'batch:abortOnFailure skips what follows the first failure',
  },
  {
    name: 'config.allow',
    status: 'Beta',
    description: 'config:allow keeps a list of the only atSigns that may connect',
  },
  {
    name: 'pkam.ed25519',
    status: 'Beta',
    description: 'pkam accepts signingAlgo:ed25519 with an Ed25519 key (RFC 8032)',
  },
]
