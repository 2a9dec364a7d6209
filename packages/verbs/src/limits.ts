/** How long a challenge of `from:` can be answered, in milliseconds: the lifetime peers were built for. */
export const challengeLifeMs = 60_000

/** AtSigns on a list of who may connect: a list is read whole when it has changed. */
export const maxConnectListNames = 10_000

/** The longest wait `noop` grants, in milliseconds; longer ones are AT0022. */
export const maxNoopMs = 5_000

/** The longest expression a user may give, in characters: long enough for any list of names. */
export const maxPatternChars = 1_024

/** Instructions of the program made of an expression, repetitions written out: a search costs that much for each character. */
export const maxPatternInstructions = 500

/** Classes such as `\p{L}` in one expression: working one out takes a fifth of a millisecond. */
export const maxPatternWideClasses = 16

/** Characters in ranges that count like one class of Unicode: ignoring their case has to look at each of them. */
export const wideRangeChars = 4_096

/** Steps of one search, each an instruction on a character: the largest expression on the longest key, at most three milliseconds. */
export const maxTextSteps = 128_000

/** Steps of all searches of one command of the owner: an expression of twenty names on a million keys. */
export const maxOwnerSearchSteps = 5_000_000_000

/** The same for everybody else: one name on fifty thousand keys, and less than a second in the worst case. */
export const maxOthersSearchSteps = 30_000_000

/** How long a slice of a long work lasts before others get their turn, in milliseconds; a step may take up to three more. */
export const maxSliceMs = 3

/** Keys that a scan reads at once: well below a millisecond of work. */
export const scanPageKeys = 200

/** Commit entries that are read at once: well below a millisecond of work. */
export const commitPageEntries = 50

/** Characters of one piece of a long answer: less than a record of TLS, and little to copy. */
export const pieceChars = 16_384

/** Bytes of a list that one command answers: what a command itself may have, and clients are ready for. */
export const maxListBytes = 10_240_000

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
