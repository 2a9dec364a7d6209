/** The longest line of a stranger: a name, a digest or a client's description fit many times over. */
export const maxStrangerLineBytes = 4_096

/** The longest `pkam:` line of a stranger: an ML-DSA-65 signature alone is 4,412 characters. */
export const maxPkamLineBytes = 8_192

/** The longest `enroll:` line of a stranger: the protocol bounds an enrollment at 500 KB. */
export const maxEnrollLineBytes = 524_288

/** Replies gathered before they are written and the reader has to keep up, in characters; a longer one needs room. */
export const maxGatheredChars = 65_536

/** Bytes of long replies that wait for their readers, all connections together: a dozen of the longest. */
export const defaultReplyBytes = 134_217_728

/** The share of those bytes that everybody but the owner has together: three of the longest replies. */
export const strangerReplyShare = 0.25

/** A long reply leaves in pieces of so many bytes: four full TLS records, copied one piece at a time. */
export const replyPieceBytes = 65_536

/** How long a long reply waits for room before it is refused, milliseconds. */
export const replyWaitMs = 30_000

/** How long a reader may read nothing of a reply before it is cut off, milliseconds. */
export const slowReaderMs = 30_000

/** The same while others wait for the room its reply takes, milliseconds: a kernel takes up to 1.3 MB at once, at 100 kB/s every 13 s. */
export const contendedReaderMs = 15_000

/** How often a reader is looked at, milliseconds. */
export const readerCheckMs = 5_000

/** The slowest reading of a long reply that is put up with on the whole, bytes a second: 10 MB take ten minutes. */
export const minReaderBytesPerSecond = 16_384

/** The share of connection slots that only an owner can fill, so that strangers cannot lock them out. */
export const ownerSlotShare = 0.05

/** How long a connection in a slot kept for the owner may take to log in, milliseconds. */
export const ownerSlotLoginMs = 10_000

/** Addresses whose rates are remembered: the least recently seen are forgotten first. */
export const maxRatedAddresses = 10_000

/** The longest wait put on the owner's own `from:`, milliseconds: clients wait three seconds for an answer. */
export const maxFromDelayMs = 1_000

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
