export { type Address, formatAddress, parseAddress } from './address.ts'
export {
  type AddressSource,
  type DirectoryEntry,
  type DirectoryStore,
  memoryDirectoryStore,
} from './store.ts'
