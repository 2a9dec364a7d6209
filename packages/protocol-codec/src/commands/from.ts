import type { AtSign } from '../at-sign.ts'

/** What a client says about itself in `from:`; every member a string, absent ones `undefined`. */
export type ClientConfig = {
  readonly version: string | undefined
  readonly clientId: string | undefined
  readonly appName: string | undefined
  readonly appVersion: string | undefined
  readonly platform: string | undefined
}

/** `from:@alice`: says who is calling and asks for a challenge. */
export type FromCommand = {
  readonly verb: 'from'
  readonly atSign: AtSign
  readonly clientConfig: ClientConfig | undefined
}
