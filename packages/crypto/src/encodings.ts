/** Bytes as every platform's cryptography takes them: never on shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Lower-case hexadecimal. */
export function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The bytes of hexadecimal text in either case, or `undefined`. */
export function decodeHex(text: string): Bytes | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/iu.test(text)) {
    return undefined
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  )
}

/** UTF-8, or `undefined` for half a surrogate pair, which UTF-8 cannot carry and would silently replace. */
export function encodeUtf8(text: string): Bytes | undefined {
  return /\p{Surrogate}/u.test(text) ? undefined : new TextEncoder().encode(text)
}

/** The text of strict UTF-8, a leading U+FEFF kept, or `undefined`. */
export function decodeUtf8(bytes: Bytes): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
