export {
  type Authority,
  createAuthority,
  issueLeaf,
  loopbackNames,
  type SubjectName,
  type Validity,
} from './certificates.ts'
export { MiniNetworkError, type NetworkProblem } from './errors.ts'
export { readNetworkFile, type SavedMember, type SavedNetwork } from './network-file.ts'
export { type MiniNetwork, open } from './open.ts'
export type { MiniAtSign, MiniNetworkOptions } from './options.ts'
export { type StateFiles, stateFiles } from './state-files.ts'
export type { StateOption } from './storage.ts'
