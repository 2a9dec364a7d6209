import { packageVersion } from '@atnet/runtime/program'

/**
 * What `info` says. SDKs decide by it what a server can do, so it begins with the level of the
 * protocol that ours stands for (house.info.version).
 */
export const infoVersion: string = `3.16.4+atnet.${packageVersion(new URL('../package.json', import.meta.url))}`
