import type { AtServerSettings } from '@atnet/atserver'
import type { AtSign } from '@atnet/protocol-codec'
import type { Clock, Log, Randomness } from '@atnet/runtime'
import type { Network } from '@atnet/transport'
import type { StateOption } from './storage.ts'

/** How to open a network. Everything may be left out: it then is @alice and @bob, in memory. */
export type MiniNetworkOptions = {
  /** Which atSigns to run; those of earlier starts, or @alice and @bob, when left out. */
  readonly atSigns?: readonly AtSign[]
  /** Which of them to leave for a user to activate. */
  readonly notActivated?: readonly AtSign[]
  /** The directory's port, the atServers' following; 0 lets the system choose. */
  readonly port?: number
  /** Where keys and records are kept; in memory when left out. */
  readonly state?: StateOption
  /** How bytes travel: TLS over TCP when left out. */
  readonly network?: Network
  /** Addresses to listen on; every loopback address of this machine when left out. */
  readonly hosts?: readonly string[]
  readonly clock?: Clock
  /** One-time secrets and challenges come from here; keys always from the platform. */
  readonly randomness?: Randomness
  readonly log?: Log
  /** Settings of every atServer. */
  readonly settings?: Partial<AtServerSettings>
  /** Hears of anything a user should know, one sentence at a time. */
  readonly notice?: (text: string) => void
}

/** One atSign of a running network. */
export type MiniAtSign = {
  readonly atSign: AtSign
  readonly host: string
  readonly port: number
  /** Its key file; undefined while it is not activated, when no file is written, or when its user keeps it elsewhere. */
  readonly keysFile: string | undefined
  /** The secret to activate it with; undefined once it is activated. */
  readonly cramSecret: string | undefined
}
