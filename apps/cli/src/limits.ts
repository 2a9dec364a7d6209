/** The biggest file read for an option: a bundle of every public authority is a quarter of it. */
export const maxOptionFileBytes = 1_048_576

/** The longest value or line taken from standard input: what the protocol allows a command to be. */
export const maxInputBytes = 10_240_000

/** Asking the directory, in milliseconds: a public one may be far away. */
export const directoryDeadlineMs = 10_000

/** The highest TCP port. */
export const maxPort = 65_535

/** How long the last output may take to leave, in milliseconds: nobody may be reading it any more. */
export const forcedExitMs = 2_000

/** Commits that one question of `atnet sync` asks for: few questions, and answers that do not keep one waiting. */
export const syncPageEntries = 500
