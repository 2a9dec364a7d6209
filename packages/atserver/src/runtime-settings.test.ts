import { describe, expect, it } from 'vitest'
import { openRuntimeSettings, RUNTIME_SETTINGS } from './runtime-settings.ts'

describe('a setting of a running server (house.config.settings)', () => {
  it.each([
    ['inboundMaxLimit', '200', '5'],
    ['commitLogCompactionFrequencyMins', '18', '1'],
    ['accessLogCompactionFrequencyMins', '15', '60'],
    ['notificationKeyStoreCompactionFrequencyMins', '5', '7'],
    ['autoNotify', 'true', 'false'],
    ['maxNotificationRetries', '30', '0'],
    ['maxRequestsPerTimeFrame', '5', '100'],
    ['timeFrameInMills', '3600000', '1000'],
    ['timeFrameInMillis', '3600000', '1000'],
    ['checkCertificateReload', null, 'true'],
    ['shouldReloadCertificates', null, 'false'],
    ['doCacheRefreshNow', null, 'true'],
  ])('%s is %s, can be set to %s and reset', (name, initial, value) => {
    const settings = openRuntimeSettings({ inboundLimit: 200 })
    expect([settings.has(name), settings.shown(name)]).toEqual([true, initial])
    settings.set(name, value)
    expect(settings.shown(name)).toBe(value)
    settings.reset(name)
    expect(settings.shown(name)).toBe(initial)
  })

  it('is one of the documented ones (house.config.settings.names)', () => {
    const settings = openRuntimeSettings({ inboundLimit: 200 })
    expect(Object.keys(RUNTIME_SETTINGS)).toHaveLength(12)
    expect(['inboundmaxlimit', 'toString', '__proto__', ''].filter(settings.has)).toEqual([])
  })

  it.each([
    ['inboundMaxLimit', '0'],
    ['inboundMaxLimit', '1e3'],
    ['inboundMaxLimit', '9007199254740993'],
    ['accessLogCompactionFrequencyMins', '0'],
    ['autoNotify', '1'],
    ['doCacheRefreshNow', ''],
  ])('%s cannot be %j', (name, value) => {
    const settings = openRuntimeSettings({ inboundLimit: 200 })
    const before = settings.shown(name)
    expect(() => settings.set(name, value)).toThrow(expect.objectContaining({ code: 'AT0022' }))
    expect(settings.shown(name)).toBe(before)
  })

  it('tells whoever reads it', () => {
    const settings = openRuntimeSettings({ inboundLimit: 200 })
    const heard: unknown[] = []
    settings.onChange((...change) => heard.push(change))
    settings.set('doCacheRefreshNow', 'true')
    settings.reset('doCacheRefreshNow')
    expect(heard).toEqual([
      ['doCacheRefreshNow', true],
      ['doCacheRefreshNow', undefined],
    ])
  })
})
