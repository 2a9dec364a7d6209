export type {
  AccessCount,
  AccessLog,
  AccessRow,
  CommitEntry,
  CommitLogging,
  CommitOperation,
  KeyPage,
  KeyQuery,
  Keystore,
  Reader,
  StoredRecord,
  Transaction,
} from './keystore.ts'
export { memoryKeystore } from './memory.ts'
