import { keystoreContract } from './contract.ts'
import { memoryKeystore } from './memory.ts'

keystoreContract('memoryKeystore', (clock) => memoryKeystore({ clock }))
