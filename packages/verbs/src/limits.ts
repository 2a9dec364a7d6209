/** How long a challenge of `from:` can be answered, in milliseconds: the lifetime peers were built for. */
export const challengeLifeMs = 60_000

/** AtSigns on a list of who may connect: a list is read whole when it has changed. */
export const maxConnectListNames = 10_000

/** The longest wait `noop` grants, in milliseconds; longer ones are AT0022. */
export const maxNoopMs = 5_000

/** The longest expression a user may give, in characters: long enough for any list of names, short enough to compile at once. */
export const maxPatternChars = 1_024

/** How long a slice of a long work lasts before others get their turn, in milliseconds; a step may take a millisecond more. */
export const maxSliceMs = 4

/** Keys that one step of a scan looks at: well below a millisecond of work. */
export const scanStepKeys = 200

/** Commit entries that one step through the commit log looks at: well below a millisecond of work, unless values are large. */
export const commitStepEntries = 50

/** Bytes of one page of `sync:from`; only an entry that is larger by itself exceeds it. */
export const maxSyncPageBytes = 5_242_880

/** The last moment a date can name, in epoch milliseconds; later expiries mean "never". */
export const lastMomentMs = 8_640_000_000_000_000

/** Characters of a stream's id: clients use a UUID. */
export const maxStreamIdChars = 128

/** Commands of one batch: clients send five at a time; each may take as long as it would take alone. */
export const maxBatchItems = 1_000

/** Characters of all answers of one batch: what a reply to a single command may be. */
export const maxBatchReplyChars = 10_240_000

/** How long a copy of a public record is kept that does not say how long it is good, in milliseconds: a day. */
export const publicCopyLifeMs = 86_400_000

/** Characters of a public key and of what is said beside it; the longest in use have a tenth of that. */
export const maxPublicKeyChars = 16_384

/** References followed from one lookup, in a row: a record that leads further, or around, reads as null. */
export const maxReferenceHops = 3
