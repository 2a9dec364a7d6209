export { AskError, type AskErrorKind } from './ask-error.ts'
export {
  type Asker,
  type AskerOptions,
  type AskOptions,
  openAsker,
  type ReleasableAsker,
} from './asker.ts'
export {
  type ByteStream,
  type PeerCertificate,
  type RemoteAddress,
  StreamError,
  type StreamErrorKind,
} from './byte-stream.ts'
export { greet } from './greeting.ts'
export { memoryNetwork } from './memory-network.ts'
export { memoryPair } from './memory-stream.ts'
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
export { PemError, readIdentity } from './pem.ts'
export { tlsNetwork } from './tls-network.ts'
