export { type AtServer, type AtServerOptions, openAtServer } from './open.ts'
export type { OutgoingIdentity } from './peers/outgoing.ts'
export {
  RUNTIME_SETTINGS,
  type RuntimeSetting,
  type RuntimeSettingName,
} from './runtime-settings.ts'
export { type AtServerSettings, defaultSettings, type Rate, type Rates } from './settings.ts'
