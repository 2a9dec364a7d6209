/** The shortest pause between two looks at the certificate files, milliseconds: a look is three calls of the system. */
export const minCertificateCheckMs = 50

/** The longest pause between two looks at the certificate files, milliseconds: a day. */
export const maxCertificateCheckMs = 86_400_000
