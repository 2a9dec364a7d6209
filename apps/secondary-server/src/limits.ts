/** The smallest pool of connections: the owner needs one beside those of a peer and its callback. */
export const minInboundLimit = 5

/** The largest pool of connections: each takes a file descriptor, and systems grant about so many. */
export const maxInboundLimit = 65_536

/** How long an address found in the directory is remembered, milliseconds: as clients do. */
export const addressCacheMs = 3_600_000

/** How long the directory may take to answer, milliseconds: less than our own peers wait for us. */
export const directoryDeadlineMs = 5_000

/** The shortest pause between two looks at the certificate files, milliseconds: a look is three calls of the system. */
export const minCertificateCheckMs = 50

/** The longest pause between two looks at the certificate files, milliseconds: a day. */
export const maxCertificateCheckMs = 86_400_000

/** How long what is known of the directory counts, milliseconds: asking for readiness must not flood it. */
export const directoryProbeMs = 30_000
