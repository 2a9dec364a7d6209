/** The greatest port number there is. */
export const maxPort = 65_535

/** The longest name that the domain name system knows, in characters. */
export const maxHostChars = 253

/** The longest part of such a name between two dots, in characters. */
export const maxLabelChars = 63

/** Characters a directory keeps of what it was asked, the newline included (directory.lookup.limit). */
export const maxQuestionChars = 255

/** Bytes those characters can take at most in UTF-8: three for each half of a surrogate pair's worth. */
export const maxQuestionBytes: number = 3 * maxQuestionChars

/** Connections a directory has open at once; a lookup takes milliseconds, so this is thousands a second. */
export const maxConnections = 1_000

/** Of those, how many one address may have: many atServers can share a machine, one machine must not take all. */
export const maxConnectionsPerAddress = 250

/** How long a client may take for its next question, in milliseconds. Peers may rely on one minute. */
export const idleMs = 120_000

/** How long a client may take for the TLS handshake, in milliseconds. */
export const handshakeDeadlineMs = 10_000

/** How long a stopping directory waits for answers that are under way, in milliseconds. */
export const drainMs = 500

/** How long an asker of names that do not exist waits for its second answer, in milliseconds. */
export const tarpitMs = 3_000

/** The miss that a tarpit does not answer any more. */
export const tarpitMisses = 3

/** Entries read from a store at once when all are listed. */
export const listPage = 100

/** How long an address is remembered, in milliseconds: an atServer that moves is found after an hour. */
export const defaultCacheMs = 3_600_000

/** Addresses that are remembered: some 2 MB at most. */
export const maxCachedAddresses = 10_000

/** Lookups under way at once: strangers can cause them, each with a connection of its own. */
export const maxLookups = 100

/** How often a directory is asked before giving up, as every client of the protocol does. */
export const maxAttempts = 5

/** Pause before the second attempt, in milliseconds; each further one is longer by as much. */
export const retryStepMs = 50

/** How long a directory may take to greet, in milliseconds. */
export const greetingMs = 10_000

/** The longest answer of a directory, in bytes: an address, a line end and a prompt, with room to spare. */
export const maxAnswerBytes = 1_024

/** Characters of a wrong answer that an error message repeats. */
export const maxShownChars = 80
