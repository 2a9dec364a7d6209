import { networkContract } from './contract.ts'
import { memoryNetwork } from './memory-network.ts'

networkContract('a network in memory', memoryNetwork)
