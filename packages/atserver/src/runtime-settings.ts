import { AtFault } from '@atnet/protocol-codec'
import type { RuntimeSettings } from '@atnet/verbs'
import {
  accessLogCompactionMs,
  commitLogCompactionMs,
  maxCompactionMinutes,
  maxRuntimeCount,
  maxRuntimeInboundLimit,
  minRuntimeInboundLimit,
} from './limits.ts'

/** A setting that changes while a server runs. */
export type RuntimeSetting = {
  /** What reads it. */
  readonly readBy: string
  /** `undefined` for a text that is no value of the setting. */
  readonly parse: (text: string) => number | boolean | undefined
  /** The value at the start; `undefined` for what is a deed rather than a value. */
  readonly initial: number | boolean | undefined
}

/** The names of the protocol, the same everywhere. */
export type RuntimeSettingName =
  | 'inboundMaxLimit'
  | 'commitLogCompactionFrequencyMins'
  | 'accessLogCompactionFrequencyMins'
  | 'notificationKeyStoreCompactionFrequencyMins'
  | 'autoNotify'
  | 'maxNotificationRetries'
  | 'checkCertificateReload'
  | 'shouldReloadCertificates'
  | 'doCacheRefreshNow'
  | 'maxRequestsPerTimeFrame'
  | 'timeFrameInMills'
  | 'timeFrameInMillis'

const minuteMs = 60_000

/** Every setting by name; all are taken, also those that nothing reads yet (house.config.settings.names). */
export const RUNTIME_SETTINGS: Readonly<Record<RuntimeSettingName, RuntimeSetting>> = {
  inboundMaxLimit: {
    readBy: 'the pool of connections',
    parse: number(minRuntimeInboundLimit, maxRuntimeInboundLimit),
    // What the server was started with, see `openRuntimeSettings`.
    initial: undefined,
  },
  commitLogCompactionFrequencyMins: {
    readBy: 'the jobs',
    parse: number(1, maxCompactionMinutes),
    initial: commitLogCompactionMs / minuteMs,
  },
  accessLogCompactionFrequencyMins: {
    readBy: 'the jobs',
    parse: number(1, maxCompactionMinutes),
    initial: accessLogCompactionMs / minuteMs,
  },
  doCacheRefreshNow: {
    readBy: 'the jobs: true refreshes the copies that are due at once',
    parse: yesOrNo,
    initial: undefined,
  },
  checkCertificateReload: {
    readBy: 'nothing: changed certificates are noticed within seconds',
    parse: yesOrNo,
    initial: undefined,
  },
  shouldReloadCertificates: {
    readBy: 'nothing: changed certificates are noticed within seconds',
    parse: yesOrNo,
    initial: undefined,
  },
  notificationKeyStoreCompactionFrequencyMins: {
    readBy: 'nothing yet (TODO(#4))',
    parse: number(1, maxCompactionMinutes),
    initial: 5,
  },
  autoNotify: { readBy: 'nothing yet (TODO(#4))', parse: yesOrNo, initial: true },
  maxNotificationRetries: {
    readBy: 'nothing yet (TODO(#4))',
    parse: number(0, maxRuntimeCount),
    initial: 30,
  },
  maxRequestsPerTimeFrame: {
    readBy: 'nothing yet (TODO(#5))',
    parse: number(0, maxRuntimeCount),
    initial: 5,
  },
  timeFrameInMills: {
    readBy: 'nothing yet (TODO(#5))',
    parse: number(0, maxRuntimeCount),
    initial: 3_600_000,
  },
  timeFrameInMillis: {
    readBy: 'nothing yet (TODO(#5)): another spelling of timeFrameInMills',
    parse: number(0, maxRuntimeCount),
    initial: 3_600_000,
  },
}

/** The settings of one running server, for the verb that changes them and for what reads them. */
export type RuntimeValues = RuntimeSettings & {
  /** A number in use now. */
  readonly number: (name: RuntimeSettingName) => number | undefined
  /** Has `listener` told of every setting that is set or reset, with its value from then on. */
  readonly onChange: (
    listener: (name: RuntimeSettingName, value: number | boolean | undefined) => void,
  ) => void
}

/**
 * Opens the settings of one server. What is set lasts until the server stops
 * (house.config.settings).
 */
export function openRuntimeSettings(start: { readonly inboundLimit: number }): RuntimeValues {
  const initial: Partial<Record<RuntimeSettingName, number | boolean>> = {
    inboundMaxLimit: start.inboundLimit,
  }
  const set = new Map<RuntimeSettingName, number | boolean>()
  const listeners: Parameters<RuntimeValues['onChange']>[0][] = []

  function valueOf(name: RuntimeSettingName): number | boolean | undefined {
    return set.get(name) ?? initial[name] ?? RUNTIME_SETTINGS[name].initial
  }
  function tell(name: RuntimeSettingName): void {
    listeners.forEach((listener) => listener(name, valueOf(name)))
  }
  return {
    has: isName,
    shown: (name) => (isName(name) ? (valueOf(name)?.toString() ?? null) : null),
    set: (name, text) => {
      if (!isName(name)) {
        return
      }
      const value = RUNTIME_SETTINGS[name].parse(text)
      if (value === undefined) {
        throw new AtFault('illegalArgument', `that is no value of ${name}`)
      }
      set.set(name, value)
      tell(name)
    },
    reset: (name) => {
      if (isName(name)) {
        set.delete(name)
        tell(name)
      }
    },
    number: (name) => {
      const value = valueOf(name)
      return typeof value === 'number' ? value : undefined
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
  }
}

function isName(name: string): name is RuntimeSettingName {
  return Object.hasOwn(RUNTIME_SETTINGS, name)
}

function number(from: number, to: number): RuntimeSetting['parse'] {
  return (text) => {
    const value = /^\d{1,15}$/u.test(text) ? Number(text) : Number.NaN
    return value >= from && value <= to ? value : undefined
  }
}

function yesOrNo(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined
}
