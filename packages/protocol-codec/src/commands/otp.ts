/** `otp:`: makes a one-time passcode, or sets a lasting one. */
export type OtpCommand = {
  readonly verb: 'otp'
  readonly operation: 'get' | 'put'
  readonly passcode: string | undefined
  /** Milliseconds. */
  readonly ttl: number | undefined
}
