export { type ActivateOptions, type Activation, activate } from './activate.ts'
export { isOwnChallenge } from './challenge.ts'
export {
  type Addresses,
  type Connection,
  type ConnectOptions,
  connect,
  type Deadlines,
} from './connect.ts'
export { createKeys } from './create-keys.ts'
export { ClientError, type ClientProblem, ServerFault } from './errors.ts'
export { announces } from './features.ts'
export { logIn, logInWithSecret } from './log-in.ts'
export {
  receiveStream,
  type StreamIn,
  type StreamOut,
  sendStream,
} from './stream.ts'
