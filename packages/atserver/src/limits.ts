/** The longest line of a stranger: a name, a digest or a client's description fit many times over. */
export const maxStrangerLineBytes = 4_096

/** The longest `pkam:` line of a stranger: an ML-DSA-65 signature alone is 4,412 characters. */
export const maxPkamLineBytes = 8_192

/** The longest `enroll:` line of a stranger: the protocol bounds an enrollment at 500 KB. */
export const maxEnrollLineBytes = 524_288

/** Replies gathered before they are written and the reader has to keep up, in characters. */
export const maxGatheredChars = 262_144

/** How long a reader may leave replies unread before it is cut off, milliseconds. */
export const slowReaderMs = 30_000

/** The share of connection slots that only an owner can fill, so that strangers cannot lock them out. */
export const ownerSlotShare = 0.05

/** How long a connection in a slot kept for the owner may take to log in, milliseconds. */
export const ownerSlotLoginMs = 10_000

/** Addresses whose rates are remembered: the least recently seen are forgotten first. */
export const maxRatedAddresses = 10_000

/** The longest wait put on an address that keeps failing to prove itself, milliseconds. */
export const maxFailedProofDelayMs = 5_000

/** Idle limits at a full pool, milliseconds: 5 s for strangers, 60 s for the owner and peers. */
export const minIdleMs = 5_000
/** See `minIdleMs`. */
export const minAuthenticatedIdleMs = 60_000

/** The fewest connections at once that a server can be told to keep to while it runs. */
export const minRuntimeInboundLimit = 1

/** The most connections at once that a server can be told to keep to while it runs: each takes a file descriptor. */
export const maxRuntimeInboundLimit = 65_536

/** The longest period of a compaction, minutes: a year. */
export const maxCompactionMinutes = 525_600

/** The largest number that a setting of counts or milliseconds takes while the server runs: a day in milliseconds. */
export const maxRuntimeCount = 86_400_000

/** Connections to one peer in one role: enough that a slow answer does not hold up every other question. */
export const maxConnectionsPerPeer = 4

/** How long a connection to a peer may take, from name to TLS, milliseconds. */
export const peerConnectMs = 5_000

/** How long a peer may take for its greeting, `from:` and `pol`, milliseconds. */
export const peerHandshakeMs = 3_000

/** How long a peer may take for anything else, milliseconds. */
export const peerAnswerMs = 5_000

/** How long a cookie that proves us to a peer can be read, milliseconds. */
export const cookieLifeMs = 60_000

/** Expired records removed in one slice: about a millisecond of work. */
export const sweepSliceRecords = 200

/** The longest sleep of the sweeper, milliseconds: the wall clock may have been set meanwhile. */
export const maxSweepSleepMs = 60_000

/** How long answers in flight may take when the server stops, milliseconds. */
export const drainMs = 1_000

/** How often the access log is looked at, milliseconds; other servers of the protocol do so as often. */
export const accessLogCompactionMs = 900_000

/** How often the commit log is looked at, milliseconds; other servers of the protocol do so as often. */
export const commitLogCompactionMs = 1_080_000

/** How much later than its period a job may begin, milliseconds: servers started together spread out. */
export const maxJobDelayMs = 11_000

/** Commit entries counted between two looks at the time: about half a millisecond of work. */
export const compactionStepEntries = 500

/** Malformed records removed in one write: about a millisecond of work. */
export const cleanUpStepRecords = 200

/** The longest sleep before a daily job looks at the time again, milliseconds: the wall clock may have been set meanwhile. */
export const maxDailySleepMs = 3_600_000

/** Copies that one step of a refresh looks at: well below a millisecond of work. */
export const refreshStepRecords = 100

/** Origins that a refresh asks at once, one question each: a slow one does not hold up the rest. */
export const maxRefreshedPeers = 4

/** How long one origin may keep a refresh busy, milliseconds: the rest of its copies wait for the next one. */
export const maxRefreshPeerMs = 60_000

/** The share of connections to other atServers that strangers can give rise to. */
export const othersConnectionShare = 0.5

/** How long a public record of another atSign is remembered for those who follow a reference to it, milliseconds. */
export const publicRecordMemoryMs = 60_000

/** How long it is remembered that such a record could not be had, milliseconds. */
export const publicFailureMemoryMs = 10_000

/** Such records that are remembered; the ones read least recently go first. */
export const maxRememberedRecords = 256

/** The longest of them that is remembered, in characters: all of them together take some megabytes. */
export const maxRememberedChars = 16_384

/** Such records being asked for at once; references name them, and their owners are few. */
export const maxPublicQuestions = 32
