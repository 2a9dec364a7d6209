/** How long a challenge of `from:` can be answered, in milliseconds: the lifetime peers were built for. */
export const challengeLifeMs = 60_000

/** The longest wait `noop` grants, in milliseconds; longer ones are AT0022. */
export const maxNoopMs = 5_000

/** The longest expression a user may give, in characters: long enough for any list of names, short enough to compile at once. */
export const maxPatternChars = 1_024

/** Keys that one slice of a scan looks at before others get their turn: about a millisecond of work. */
export const scanSliceKeys = 1_000

/** The last moment a date can name, in epoch milliseconds; later expiries mean "never". */
export const lastMomentMs = 8_640_000_000_000_000
