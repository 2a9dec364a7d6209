/** Milliseconds in a day. */
export const dayMs = 86_400_000

/** How long a local authority lives: longer than any checkout of a project. */
export const authorityLifeMs: number = 3650 * dayMs

/** How long a server certificate lives: some clients refuse more than 398 days. */
export const leafLifeMs: number = 397 * dayMs

/** Certificates are renewed at a start this long before they end, so that a running network outlives no certificate. */
export const renewalMarginMs: number = 90 * dayMs

/** Certificates are valid from a day before they are made: the clock of a virtual machine may lag behind. */
export const backdatingMs = 86_400_000

/** Where the directory listens unless told otherwise; atServers follow on the next ports. */
export const defaultPort = 6400

/** The highest TCP port. */
export const maxPort = 65_535

/** atSigns in one network: each has a listener, a database and two RSA pairs. */
export const maxAtSigns = 100

/** The biggest file of its own that a network reads: a hundred atSigns fit in a tenth of it. */
export const maxTextFileBytes = 262_144

/** One-time secrets are this many random bytes, written as hexadecimal: the length others hand out. */
export const secretBytes = 64

/** How long an address found in the directory is remembered: short, so that an edit shows while one waits. */
export const addressCacheMs = 5_000

/** Asking the local directory, in milliseconds; it is on the same machine. */
export const directoryDeadlineMs = 5_000
