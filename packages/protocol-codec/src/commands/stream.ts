import type { AtSign } from '../at-sign.ts'

/** What a `stream:` line asks for. */
export type StreamOperation = 'init' | 'send' | 'receive' | 'done' | 'resume'

/** `stream:`: one step of a raw transfer between two clients. */
export type StreamCommand = {
  readonly verb: 'stream'
  readonly operation: StreamOperation | undefined
  readonly receiver: AtSign | undefined
  readonly namespace: string | undefined
  readonly startByte: number | undefined
  readonly streamId: string | undefined
  readonly fileName: string | undefined
  /** Bytes to come. */
  readonly length: number | undefined
}
