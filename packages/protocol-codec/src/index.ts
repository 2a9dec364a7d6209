export { type AtSign, isAtSign, parseAtSign } from './at-sign.ts'
export { type FaultView, faultFromPeer, type PeerFault, readFault, renderFault } from './fault-text.ts'
export { AtFault, FAULTS, type FaultName, type FaultPolicy } from './faults.ts'
export {
  canonicalKey,
  classifyKey,
  isLogged,
  type KeyKind,
  type KeyParts,
  keyParts,
  keyTypeName,
} from './keys.ts'
export { maxAtSignChars, maxCachedKeyChars, maxHeadBytes, maxKeyChars, maxLineBytes } from './limits.ts'
export {
  type AppMetadata,
  FRAGMENT_TAGS,
  type FragmentKind,
  type FragmentTag,
  METADATA_FIELDS,
  type Metadata,
  type MetadataField,
  type MetadataKind,
  type MetadataRequest,
  type PublicKeyHash,
} from './metadata-fields.ts'

// Commands: the exports of commands/ and verbs.ts follow here.
