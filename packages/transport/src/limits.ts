/**
 * Bytes that may wait for a consumer before the sender is held back. Four full TLS records: enough to keep
 * the consumer busy, little enough that a thousand idle consumers cost 64 MB at worst.
 */
export const incomingHighWaterBytes: number = 64 * 1024

/** Chunks that may wait for a consumer: a sender of single bytes must not buy one object per byte. */
export const incomingHighWaterChunks = 256

/**
 * Bytes that may wait for the other end before the next send cuts it off: three answers of the
 * protocol's greatest size. Whoever sends is expected to stop long before.
 */
export const maxQueuedBytes: number = 32 * 1024 * 1024

/** How long a stream that is ending may take to get rid of what was sent: 10 MB at 350 kB/s. */
export const endFlushMs = 30_000

/**
 * How long a stream that has said its last word waits for the other end's, in milliseconds. Closing with bytes
 * unread makes the kernel send a reset, which can destroy the last answer on its way.
 */
export const endLingerMs = 1_000

/** Silence after which the kernel asks whether the other end still exists, in milliseconds. */
export const keepAliveMs = 60_000

/** Handshakes under way at once: each may hold some 50 kB and a millisecond of computing. */
export const defaultPendingHandshakes = 512

/** Of those, how many may come from one address, so that no single machine can keep all others out. */
export const defaultPendingPerAddress = 256

/** Connections the kernel holds ready while this program is busy. */
export const listenBacklog = 511

/** Ports tried when one has to be free on several hosts at once: a collision is already unlikely. */
export const maxPortAttempts = 20

/** Certificates in one PEM file: all authorities of a system are about 150. */
export const maxTrustCertificates = 4_096

/** Characters of one PEM file that are looked at. */
export const maxPemChars: number = 16 * 1024 * 1024

/** Certificates between a leaf and its authority, both included: what TLS libraries accept by default. */
export const maxChainLength = 10

/** The first port that an in-memory network gives out, where systems start theirs. */
export const firstMemoryPort = 49_152

/** The greatest port number there is. */
export const maxPort = 65_535

/** Characters or bytes of a write that waits for its turn to end, at most: what fits into one TLS record. */
export const maxCorkedLength = 16_384

/** Questions waiting in line at one asker. Beyond it, waiting is longer than any deadline. */
export const maxQueuedQuestions = 1_000

/** The longest silence while an answer is awaited, in milliseconds (transport.ask.gap). */
export const defaultGapMs = 10_000

/** Bytes of a prompt that may trail behind an answer: `@`, 55 characters of up to 4 bytes, `@`, twice. */
export const maxPromptBytes = 512

/** How much of what was said instead of a greeting is kept, in bytes. */
export const maxGreetingBytes = 512

/** TLS contexts kept for connecting: an atServer needs one for peers and one for the directory, and reloads. */
export const maxCachedContexts = 8

/** Characters of a TLS library's reason that are repeated: it may quote what a hostile certificate says. */
export const maxReasonChars = 300
