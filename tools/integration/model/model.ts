import type { Step } from './steps.ts'

/** An atServer nobody could get wrong: everything is found by looking at everything. */
export class Model {
  readonly #records = new Map<string, Stored>()
  /** Key and operation by commit id; every key has one entry at most. */
  readonly #commits = new Map<number, { readonly key: string; readonly operation: string }>()
  #nextId = 0
  #now: number

  constructor(now: number) {
    this.#now = now
    const key = 'public:signing_publickey@alice'
    this.#records.set(key, { value: 'signing key', metadata: {} })
    this.#commit(key, '+')
  }

  /** What the owner is answered, without the prompt. */
  answer(step: Step): string {
    switch (step.kind) {
      case 'update':
      case 'meta':
        return `data:${this.#write(step)}`
      case 'delete':
        this.#records.delete(step.key)
        return `data:${this.#commit(step.key, step.noCommit ? undefined : '-')}`
      case 'llookup':
        return this.#llookup(step)
      case 'scan':
        return `data:${JSON.stringify(this.#scan(step))}`
      case 'sync':
        return `data:${this.#sync(step)}`
      case 'stats': {
        const last = this.#visible({ from: -1, pattern: step.pattern }).at(-1)
        return `data: [{"id":"3","name":"lastCommitID","value":"${last ?? null}"}]`
      }
      case 'wait':
        return this.#wait(step.ms)
      default:
        return step satisfies never
    }
  }

  #write(step: Extract<Step, { kind: 'update' | 'meta' }>): number {
    const { key, ttl } = step
    const old = this.#records.get(key)
    const lives = ttl === undefined ? old?.metadata.expiresAt : this.#now + ttl
    this.#records.set(key, {
      value: step.kind === 'update' ? step.value : (old?.value ?? null),
      metadata: {
        createdBy: '@alice',
        updatedBy: '@alice',
        createdAt: old?.metadata.createdAt ?? this.#now,
        updatedAt: this.#now,
        expiresAt: ttl === 0 ? undefined : lives,
        status: 'active',
        version: old === undefined ? 0 : (old.metadata.version ?? 0) + 1,
        ttl: ttl ?? old?.metadata.ttl,
        isBinary: false,
        isEncrypted: step.isEncrypted ?? false,
      },
    })
    return this.#commit(key, step.noCommit ? undefined : step.kind === 'update' ? '*' : '#')
  }

  #commit(key: string, operation: string | undefined): number {
    const isCookie = /^public:_[^_]/u.test(key)
    const older = [...this.#commits].find(([, entry]) => entry.key === key)
    if (older !== undefined) {
      this.#commits.delete(older[0])
    }
    if (operation === undefined || isCookie) {
      return -1
    }
    this.#commits.set(this.#nextId, { key, operation })
    this.#nextId += 1
    return this.#nextId - 1
  }

  #llookup({ key, show }: Extract<Step, { kind: 'llookup' }>): string {
    const record = this.#records.get(key)
    if (record === undefined) {
      return `error:AT0015-key not found : ${key} does not exist in keystore`
    }
    const data = record.value ?? undefined
    const metaData = shown(record.metadata)
    const texts = {
      '': record.value ?? 'null',
      'meta:': JSON.stringify(metaData),
      'all:': JSON.stringify({ key, data, metaData }),
    }
    return `data:${texts[show]}`
  }

  #scan({ showHidden, pattern = '' }: Extract<Step, { kind: 'scan' }>): readonly string[] {
    const hidden = showHidden ? /^public:_[^_]/u : /^(?:public:)?_/u
    const keys = [...this.#records.keys()].filter((key) => !hidden.test(key))
    const wanted = keys.filter((key) => new RegExp(pattern, 'u').test(key))
    // By code point, as the bytes of UTF-8 are ordered (data.scan.order).
    return wanted.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }

  #sync({ limit, ...query }: Extract<Step, { kind: 'sync' }>): string {
    const page = this.#visible(query).slice(0, limit === 0 ? 25 : (limit ?? 25))
    const entries = page.map((commitId) => {
      const { key = '', operation } = this.#commits.get(commitId) ?? {}
      const record = operation === '-' ? undefined : this.#records.get(key)
      const value = record?.value ?? null
      const metadata = record === undefined ? null : inStrings(shown(record.metadata))
      return { atKey: key, value, metadata, commitId, operation }
    })
    return JSON.stringify(entries)
  }

  #visible(query: {
    readonly from: number
    readonly pattern: string | undefined
    readonly skipDeletesUntil?: number | undefined
  }): readonly number[] {
    const { from, pattern = '', skipDeletesUntil = -1 } = query
    const newest = Math.max(...this.#commits.keys())
    const wanted = [...this.#commits].filter(([id, { key, operation }]) => {
      const always = key.endsWith(':shared_key@alice') && key.startsWith('@')
      const isSkipped = operation === '-' && id <= skipDeletesUntil && id !== newest
      const matches = new RegExp(pattern, 'u').test(key) || always || /^public:[^.]*$/u.test(key)
      return id > from && !isSkipped && matches
    })
    return wanted.map(([id]) => id).toSorted((a, b) => a - b)
  }

  /** Whatever has expired goes, and its commit with it. */
  #wait(ms: number): string {
    this.#now += ms
    for (const [key, { metadata }] of this.#records) {
      if ((metadata.expiresAt ?? this.#now) < this.#now) {
        this.#records.delete(key)
        this.#commit(key, undefined)
      }
    }
    return ''
  }
}

type Stored = { readonly value: string | null; readonly metadata: Metadata }

type Metadata = {
  readonly createdBy?: string
  readonly updatedBy?: string
  readonly createdAt?: number
  readonly updatedAt?: number
  readonly expiresAt?: number | undefined
  readonly status?: string
  readonly version?: number
  readonly ttl?: number | undefined
  readonly isBinary?: boolean
  readonly isEncrypted?: boolean
}

function shown(metadata: Metadata): Readonly<Record<string, unknown>> {
  const members = Object.entries(metadata).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    members.map(([name, value]) => [
      name,
      name.endsWith('At') ? new Date(Number(value)).toISOString().replace('T', ' ') : value,
    ]),
  )
}

function inStrings(members: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, String(value)]))
}
