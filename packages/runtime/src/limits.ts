/** How long a statement waits for another process's lock on a shared database before it gives up: far longer than any of our transactions, short enough to be reported. */
export const busyTimeoutMs = 5_000

/** Attempts to be the one who turns a fresh shared file into WAL mode, each after `walRetryMs`: that switch may fail without waiting for a lock. */
export const maxWalAttempts = 50

/** Pause between two attempts to switch a fresh shared file to WAL mode, milliseconds. */
export const walRetryMs = 20

/** Pages of a database file kept in memory, in KiB: what a million records are found by; a small file takes no more than its size. */
export const pageCacheKilobytes = 65_536

/** What a write-ahead log may keep on disk between checkpoints, bytes: a few of the largest commands. */
export const walSizeBytes = 67_108_864

/** The longest delay `setTimeout` understands, milliseconds; longer ones are re-armed. */
export const maxTimeoutMs = 2_147_483_647

/** The most bytes the platform's generator gives per call. */
export const maxRandomBytesPerCall = 65_536

/** The largest YAML settings file read, bytes: every setting fits many times over. */
export const maxSettingsFileBytes = 1_048_576

/** The largest file read for one setting (`--x-file`), bytes: a certificate chain or a secret. */
export const maxSettingFileBytes = 1_048_576

/** How much of an unknown name is compared with the known ones, characters: the work is quadratic. */
export const maxComparedNameChars = 64

/** How much of a bad value an error sentence repeats, characters. */
export const maxShownValueChars = 80

/** How much of one text field a log line carries, characters: strangers write some of them. */
export const maxLogFieldChars = 512

/** How long a program may take to stop after it was asked to, milliseconds: whoever stops it waits 2 s at most. */
export const stopGraceMs = 1_700

/** How long the last output of a program may take to leave, milliseconds: nobody may be reading it. */
export const forcedExitMs = 200

/** Figures that one family of metrics may have: every verb with every outcome is a hundred. */
export const maxFiguresPerFamily = 1_000

/** How finely the delay of the event loop is watched, milliseconds: each sample is a timer. */
export const eventLoopResolutionMs = 20

/** Connections to the health port at once: a probe and a collector or two. */
export const maxHealthConnections = 16

/** The headers of a request to the health port, bytes: a browser's fit. */
export const maxHealthHeaderBytes = 8_192

/** How long a request to the health port may take to arrive, milliseconds. */
export const healthRequestMs = 5_000

/** How often requests to the health port are looked at that take too long to arrive, milliseconds. */
export const healthCheckMs = 1_000
