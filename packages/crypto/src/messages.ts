import { type Bytes, encodeUtf8 } from './encodings.ts'
import { CryptoError } from './errors.ts'
import { maxMessageBytes } from './limits.ts'

/**
 * The UTF-8 of a text that is signed or encrypted; for one that cannot be, the error that says why,
 * given and not thrown because a verifier has no use for it.
 * Requirement `crypto.bounds`.
 */
export function encodeMessage(text: string): Bytes | CryptoError {
  // A text has at least as many bytes as characters, so most of what is absurd is never encoded.
  const bytes = text.length > maxMessageBytes ? 'tooLarge' : encodeUtf8(text)
  if (bytes === undefined) {
    const half = 'half a surrogate pair, which UTF-8 cannot carry'
    return new CryptoError('malformedInput', `The text holds ${half}`)
  }
  if (bytes === 'tooLarge' || bytes.length > maxMessageBytes) {
    return new CryptoError('tooLarge', 'The text is longer than a protocol line can be')
  }
  return bytes
}
