import { networkContract } from './contract.ts'
import { tlsNetwork } from './tls-network.ts'

networkContract('a network over TLS', tlsNetwork)
