import { lineAt } from './source.ts'
import { type Finding, type Rule, root } from './workspace.ts'

/** Host names in pieces, so that this file does not find itself. */
const registryHosts = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['deb', 'debian', 'org'],
  ['files', 'pythonhosted', 'org'],
].map((parts) => parts.join('.'))

const homes = ['home', 'Users', 'root', 'work', 'mnt', 'workspace'].join('|')

/** Not a part of a URL, of a longer path or of an expression. */
const startOfPath = String.raw`(?<![\w.@:/*})\]-])`

/** What must not be in the tree, wherever. */
const traces: readonly {
  readonly sign: RegExp
  readonly what: string
  readonly golden: boolean
}[] = [
  {
    sign: new RegExp(String.raw`${startOfPath}/(?:${homes})/[\w.-]+`, 'gu'),
    what: 'an absolute path of a machine',
    golden: true,
  },
  {
    sign: new RegExp(
      registryHosts.map((host) => host.replaceAll('.', String.raw`\.`)).join('|'),
      'gu',
    ),
    what: 'the host name of a package registry',
    golden: false,
  },
  {
    sign: new RegExp(`${startOfPath}${escaped(root)}(?![\\w-])`, 'gu'),
    what: 'the path of this clone',
    golden: false,
  },
  {
    sign: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\r\n\\]/gu,
    what: 'a private key',
    golden: true,
  },
  {
    sign: /\b(?:npm|ghp|gho|github_pat)_[A-Za-z0-9]{30,}\b/gu,
    what: 'an access token',
    golden: false,
  },
]

/** Recorded conversations and vectors show what others sent, paths and test keys included. */
const recorded = /(?:^|\/)(?:golden|vectors)\//u

/** No machine, registry or secret is named anywhere. */
export const secrets: Rule = {
  name: 'secrets',
  check({ files }) {
    const findings: Finding[] = []
    for (const [path, text] of files) {
      for (const { sign, what, golden } of traces) {
        const [hit] = golden && recorded.test(path) ? [] : text.matchAll(sign)
        if (hit !== undefined) {
          findings.push({
            path,
            line: lineAt(text, hit.index),
            message: `holds ${what}: ${hit[0].trim()}`,
          })
        }
      }
    }
    return findings
  },
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
}
