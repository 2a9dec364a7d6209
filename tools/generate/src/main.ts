import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readWorkspace, root } from '@atnet/tidy'
import { cliPage } from './cli-page.ts'
import { configPage } from './config-page.ts'
import { limitsPage } from './limits-page.ts'
import { requirementsPage } from './requirements-page.ts'
import { verbsPage } from './verbs-page.ts'

const workspace = readWorkspace()
const pages = [
  limitsPage(workspace),
  requirementsPage(workspace),
  verbsPage(),
  configPage(),
  cliPage(),
]
const checking = process.argv.includes('--check')

for (const { path, text } of pages) {
  const place = join(root, path)
  const there = await readFile(place, 'utf8').catch(() => undefined)
  if (there === text) {
    continue
  }
  if (checking) {
    console.error(`${path} is not what the code says: run npm run generate`)
    process.exitCode = 1
  } else {
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, text)
    console.log(`wrote ${path}`)
  }
}
