import { AtFault } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import { askOrigin, type OriginAddress, type Peers, type PublicRecords } from '@atnet/verbs'
import { LRUCache } from 'lru-cache'
import {
  maxPublicQuestions,
  maxRememberedChars,
  maxRememberedRecords,
  publicFailureMemoryMs,
  publicRecordMemoryMs,
} from '../limits.ts'

/**
 * Reads public records of other atSigns on behalf of anybody. Strangers can make it read as often as
 * they like; the other atServer hears of that once a while, as what it said is remembered in memory
 * alone, and those who wait for one record share one question (data.reference.bounded).
 */
export function openPublicRecords(options: {
  readonly peers: Peers
  readonly clock: Clock
}): PublicRecords {
  const { peers, clock } = options
  const memory = openMemory(clock)
  const questions = new Map<string, Promise<string | null>>()

  async function ask(name: string, address: PublicAddress): Promise<string | null> {
    try {
      const { value } = await askOrigin(address, peers, 'for-another')
      memory.put(name, { value })
      return value
    } catch (error) {
      if (error instanceof AtFault) {
        memory.put(name, { fault: error })
      }
      throw error
    } finally {
      questions.delete(name)
    }
  }

  function begin(name: string, address: PublicAddress): Promise<string | null> {
    if (questions.size >= maxPublicQuestions) {
      throw new AtFault('outboundLimit', 'too many references are being followed')
    }
    const question = ask(name, address)
    questions.set(name, question)
    return question
  }

  return {
    value: async ({ key, atSign }) => {
      const name = `${key}${atSign}`
      const known = memory.get(name)
      if (known === undefined) {
        return questions.get(name) ?? begin(name, { key, atSign, audience: 'public' })
      }
      if ('fault' in known) {
        throw known.fault
      }
      return known.value
    },
  }
}

type PublicAddress = OriginAddress & { readonly audience: 'public' }

/** What another atServer said. */
type Answer = { readonly value: string | null } | { readonly fault: AtFault }

type Memory = {
  readonly get: (name: string) => Answer | undefined
  readonly put: (name: string, answer: Answer) => void
}

function openMemory(clock: Clock): Memory {
  const answers = new LRUCache<string, { readonly at: number; readonly answer: Answer }>({
    max: maxRememberedRecords,
  })
  return {
    get: (name) => {
      const { at, answer } = answers.get(name) ?? {}
      if (at === undefined || answer === undefined) {
        return undefined
      }
      const ageMs = clock.now() - at
      const goodMs = 'fault' in answer ? publicFailureMemoryMs : publicRecordMemoryMs
      // A clock that was set back must not make an answer last longer.
      return ageMs >= 0 && ageMs < goodMs ? answer : undefined
    },
    put: (name, answer) => {
      if ('fault' in answer || (answer.value?.length ?? 0) <= maxRememberedChars) {
        answers.set(name, { at: clock.now(), answer })
      }
    },
  }
}
