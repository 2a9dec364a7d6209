import { codeBlocks } from './markdown.ts'
import type { Finding, Package, Rule, Workspace } from './workspace.ts'

/** Whoever opens a package finds what it is and how it is used: an example that runs. */
export const readmes: Rule = {
  name: 'readmes',
  check(workspace) {
    return workspace.packages.flatMap((each) => packageFindings(workspace, each))
  },
}

function packageFindings({ files }: Workspace, { folder }: Package): readonly Finding[] {
  if (folder.startsWith('tools/')) {
    return [] // The tools are described in CONTRIBUTING.md.
  }
  const path = `${folder}/README.md`
  const text = files.get(path)
  if (text === undefined) {
    return [{ path, message: 'is missing' }]
  }
  const language = folder.startsWith('packages/') ? 'ts' : 'sh'
  return codeBlocks(text, language).length > 0
    ? []
    : [{ path, message: `has no example: a block that starts with \`\`\`${language}` }]
}
