import { AtFault } from '@atnet/protocol-codec'

/** The fault of everything asked after `close`. */
export function closedFault(): AtFault {
  return new AtFault('dataStore', 'the data store is closed')
}

/** The fault of a read or a write that the medium refused. */
export function mediumFault(cause: unknown): AtFault {
  return new AtFault('dataStore', 'the data store could not be read or written', { cause })
}

/** The fault of every write of a batch that could not be put on disk, and of reads that saw them. */
export function lostFault(cause: unknown): AtFault {
  return new AtFault('dataStore', 'the data could not be put on disk', { cause })
}
