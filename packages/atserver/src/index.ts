export { type AtServer, type AtServerOptions, openAtServer } from './open.ts'
export { type AtServerSettings, defaultSettings, type Rate, type Rates } from './settings.ts'
