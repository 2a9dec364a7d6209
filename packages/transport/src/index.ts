export { AskError, type AskErrorKind } from './ask-error.ts'
export type { Asker, AskerOptions, AskOptions } from './asker.ts'
export {
  type ByteStream,
  type PeerCertificate,
  type RemoteAddress,
  StreamError,
  type StreamErrorKind,
} from './byte-stream.ts'
export {
  type Accepted,
  ConnectError,
  type ConnectErrorKind,
  type ConnectOptions,
  ListenError,
  type ListenErrorKind,
  type Listener,
  type ListenOptions,
  type Network,
  type Refusal,
  type RefusalReason,
  type TlsIdentity,
} from './network.ts'
