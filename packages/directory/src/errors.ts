/** The directory does not know the atSign. */
export class AddressNotFound extends Error {
  override readonly name = 'AddressNotFound'
}

/** The directory gave no usable answer; the message says why. */
export class DirectoryUnreachable extends Error {
  override readonly name = 'DirectoryUnreachable'
}
