/** Characters of an atSign after its `@`; an emoji counts once. The key grammar admits no more. */
export const maxAtSignChars = 55

/** UTF-16 units of a whole key, prefixes and owner included. */
export const maxKeyChars = 248

/** The same for a key that begins with `cached:`, so that adding the prefix never overflows. */
export const maxCachedKeyChars = 255

/** Bytes of the longest command an owner or a peer may send, the line feed included. */
export const maxLineBytes = 10_240_000

/** Bytes of a verb; no verb of the protocol comes near, so more is garbage and refused at once. */
export const maxHeadBytes = 64

/** Bytes of one reply that may wait: the longest value a command carries, and 64 KiB around it. */
export const maxReplyBytes = 10_305_536

/** Bytes looked at for the answer to `pol`, `@peer@`: 55 emoji of 4 bytes, and old prompts. */
export const maxPolReplyBytes = 512

/** Characters of what a fault says, ours or a peer's: its words, not the megabytes it may quote. */
export const maxFaultDetailChars = 4_096

/** Characters of a version in `clientConfig`; a longer one is no version. */
export const maxVersionChars = 128

/** Characters of a `pol1.` challenge: a verifier of 55 emoji and a nonce need fewer than 500. */
export const maxPolChallengeChars = 1_024

/** Levels of nesting in `appMetadata`; deeper ones would exhaust the stack when written. */
export const maxAppMetadataDepth = 32

/** Characters of an `appMetadata` token; it describes a value, it is not one. */
export const maxAppMetadataChars = 65_536

/** Characters of a `pubKeyHash` written as JSON text; the longest hash in use needs 200. */
export const maxHashChars = 4_096

/** Characters of an error in JSON that are read; a longer answer is no error of this protocol. */
export const maxJsonFaultChars = 65_536

/** Levels of nesting in any JSON that is read; millions of them would block the process. */
export const maxJsonDepth = 64

/** Recipients one `notify:all` may name: each becomes a notification of its own. */
export const maxRecipients = 1_000

/** AtSigns one `config:block` or `config:allow` line may name; a longer list takes more lines. */
export const maxListedAtSigns = 1_000

/** Figures one `stats` line may ask for, repetitions included; there are 17. */
export const maxStatsIds = 100
