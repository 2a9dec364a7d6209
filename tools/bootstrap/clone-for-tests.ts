import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** An npm that makes the payload out of thin air, notes each call, and fails or hangs on a socket when told to. */
const npm = `#!/usr/bin/env node
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
const [, , verb, wanted = ''] = process.argv
if (verb === 'install') {
  const name = wanted.slice(0, wanted.lastIndexOf('@'))
  appendFileSync(process.env.CALLS, 'npm install ' + name + '\\n')
  const place = join('node_modules', name)
  mkdirSync(join(place, 'bin'), { recursive: true })
  if (process.env.INSTALLER_SAYS) {
    console.error(process.env.INSTALLER_SAYS)
    process.exit(1)
  }
  if (process.env.HANG_AT) {
    writeFileSync(join(place, 'half'), '')
    connect(process.env.HANG_AT).write(String(process.pid))
  } else if (name.startsWith('@pnpm')) {
    writeFileSync(join(place, 'pnpm'), process.env.PNPM, { mode: 0o755 })
  } else {
    symlinkSync(process.env.REAL_NODE, join(place, 'bin', 'node'))
  }
}
`

/** A pnpm that notes the call and leaves the mark that a finished install leaves. */
const pnpm = `#!/bin/sh
echo "pnpm $*" >> "$CALLS"
[ -n "$PNPM_SAYS" ] && { echo "$PNPM_SAYS"; exit 1; }
touch node_modules/.modules.yaml
`

const turbo = `import { appendFileSync } from 'node:fs'
appendFileSync(process.env.CALLS, 'turbo ' + process.argv.slice(2).join(' ') + '\\n')
process.exit(Number(process.env.TURBO_EXITS ?? 0))
`

/** Says its arguments, then each signal; leaves after two of them, or at once when told to. */
const program = `
const args = process.argv.slice(2)
const heard = []
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    heard.push(signal)
    console.log(signal)
    if (heard.length === 2) process.exit(0)
  })
}
console.log(JSON.stringify({ args, npm: Object.keys(process.env).filter((name) => name.startsWith('npm_')) }))
const exit = args.indexOf('--exit')
if (exit >= 0) process.exit(Number(args[exit + 1]))
setInterval(() => {}, 1000)
`

/** A made-up clone. */
export type Clone = {
  readonly root: string
  /** Runs `node tools/bootstrap.mjs …` there. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Run
  /** Ends what still runs and removes the folder. */
  remove(): Promise<void>
}

/** One run of its bootstrap. */
export type Run = {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  /** Resolves when stdout or stderr has said this. */
  says(text: string): Promise<void>
  readonly ended: Promise<{
    readonly code: number | null
    readonly signal: NodeJS.Signals | null
    readonly stdout: string
    readonly stderr: string
  }>
}

/** A clone with our real bootstrap, in which npm, pnpm, turbo and the program are tiny stand-ins. */
export async function makeClone(): Promise<Clone> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'atnet-clone-')))
  await cp(join(repository, 'tools/bootstrap.mjs'), join(root, 'tools/bootstrap.mjs'))
  await cp(join(repository, 'tools/bootstrap'), join(root, 'tools/bootstrap'), { recursive: true })
  await cp(
    join(repository, 'packages/runtime/launch.mjs'),
    join(root, 'packages/runtime/launch.mjs'),
  )
  const files: Readonly<Record<string, string>> = {
    'package.json': '{"private":true,"type":"module"}',
    'pnpm-lock.yaml': 'one',
    'pnpm-workspace.yaml': '',
    'apps/cli/dist/main.js': program,
    'node_modules/turbo/bin/turbo': turbo,
    'bin/npm': npm,
    calls: '',
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  await chmod(join(root, 'bin/npm'), 0o755)
  await symlink(process.execPath, join(root, 'bin/node'))
  const runs: Run[] = []
  return {
    root,
    run(args, env) {
      const run = start(root, args, env ?? {})
      runs.push(run)
      return run
    },
    async remove() {
      for (const { child } of runs) {
        endGroup(child)
      }
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Preloads that make this Node look like another one. */
export const looksLike = {
  nodeWithoutExecve: 'data:text/javascript,process.execve=undefined',
  node: (version: string): string =>
    `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`,
}

function start(root: string, args: readonly string[], more: Readonly<Record<string, string>>): Run {
  const { PRELOAD: preload, ...rest } = more
  const env = {
    PATH: `${join(root, 'bin')}:/usr/bin:/bin`,
    CALLS: join(root, 'calls'),
    PNPM: pnpm,
    REAL_NODE: process.execPath,
    npm_lifecycle_event: 'start',
    ...rest,
  }
  const imports = preload === undefined ? [] : ['--import', preload]
  const command = [...imports, 'tools/bootstrap.mjs', ...args]
  const child = spawn(process.execPath, command, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // A group of its own, so that a failed test can end everything below it.
  })
  return watch(child)
}

function watch(child: Run['child']): Run {
  const said = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  const listen = (name: 'stdout' | 'stderr'): void => {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      for (const look of waiting) {
        look()
      }
    })
  }
  listen('stdout')
  listen('stderr')
  return {
    child,
    says: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (said.stdout.includes(text) || said.stderr.includes(text)) {
            waiting.delete(look)
            resolve()
          }
        }
        waiting.add(look)
        look()
      }),
    ended: new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...said }))
    }),
  }
}

function endGroup({ pid }: Run['child']): void {
  if (pid === undefined) {
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of it has ended by itself.
  }
}
