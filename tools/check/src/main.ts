import { STEPS, type Step } from './steps.ts'

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name))

if (unknown.length > 0) {
  const names = STEPS.map(({ name }) => name).join(', ')
  console.error(`There is no step '${unknown.join("', '")}'. The steps are ${names}.`)
  process.exitCode = 2
} else {
  const steps = STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  process.exitCode = (await holds(steps)) ? 0 : 1
}

/** Takes the steps in order, and stops at the first that fails. */
async function holds(steps: readonly Step[]): Promise<boolean> {
  for (const { name, remedy, look } of steps) {
    const before = performance.now()
    const { ok, output } = await look()
    const seconds = ((performance.now() - before) / 1000).toFixed(1)
    if (!ok) {
      console.error(`${output.trim()}\n\n✗ ${name} (${seconds} s): ${remedy}`)
      return false
    }
    console.log(`✓ ${name} (${seconds} s)`)
  }
  return true
}
