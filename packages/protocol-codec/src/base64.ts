/** Bytes given to `String.fromCharCode` at once; far more would overflow the stack. */
const bytesPerCall = 8_192

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Base64, padded, of a text's UTF-8. */
export function encodeBase64(text: string): string {
  const bytes = utf8.encode(text)
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += bytesPerCall) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + bytesPerCall)))
  }
  return btoa(parts.join(''))
}

/** The text whose UTF-8 `base64` holds, or `undefined` when it is not base64 of UTF-8. */
export function decodeBase64(base64: string): string | undefined {
  // `atob` alone would let white space pass.
  if (/[^A-Za-z0-9+/=]/u.test(base64)) {
    return undefined
  }
  try {
    const binary = atob(base64)
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < binary.length; at += 1) {
      bytes[at] = binary.charCodeAt(at)
    }
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** Base64url without padding. */
export function encodeBase64Url(text: string): string {
  return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The inverse of `encodeBase64Url`; `undefined` for padding, the other alphabet or no UTF-8. */
export function decodeBase64Url(base64: string): string | undefined {
  if (/[^A-Za-z0-9_-]/u.test(base64)) {
    return undefined
  }
  return decodeBase64(base64.replaceAll('-', '+').replaceAll('_', '/'))
}
