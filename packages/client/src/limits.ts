/** Reaching an atServer: name lookup, TCP and TLS together. A healthy one takes well under a second. */
export const connectDeadlineMs = 10_000

/** The greeting follows the TLS handshake at once; a server silent this long is not one. */
export const greetingDeadlineMs = 10_000

/** One command and its reply. Longer than any server's own outbound limits, shorter than a user's patience. */
export const replyDeadlineMs = 30_000

/** How long a stream waits for what comes next: as long as servers keep an offer nobody came for, and a bit. */
export const streamWaitMs = 910_000

/** The longest line of a server about a stream: an id, or an error. */
export const maxStreamLineBytes = 4_096

/** The biggest reply kept in memory: what the protocol allows a value to be, and room for its metadata. */
export const maxReplyBytes = 10_500_000

/** The biggest key file read: real ones are below 8 KiB; anything larger is not a key file. */
export const maxKeyFileBytes = 65_536
