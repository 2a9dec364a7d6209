import { describe, expect, it } from 'vitest'
import { RULES } from './rules.ts'
import { readWorkspace, render } from './workspace.ts'

const workspace = readWorkspace()

describe('this repository keeps to its rules:', () => {
  it.each(RULES)('$name', ({ check }) => {
    expect(render(check(workspace))).toBe('')
  })
})
