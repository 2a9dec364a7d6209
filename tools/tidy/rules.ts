import { banned } from './banned.ts'
import { docstrings } from './docstrings.ts'
import { layers } from './layers.ts'
import { length } from './length.ts'
import { limits } from './limits.ts'
import { pureCodec } from './pure-codec.ts'
import { readmes } from './readmes.ts'
import { references } from './references.ts'
import { regularExpressions } from './regular-expressions.ts'
import { requirements } from './requirements.ts'
import { secrets } from './secrets.ts'
import { weight } from './weight.ts'
import type { Rule } from './workspace.ts'

/** Everything that holds in this repository beyond what compiler and linter see. */
export const RULES: readonly Rule[] = [
  layers,
  weight,
  length,
  banned,
  pureCodec,
  regularExpressions,
  references,
  limits,
  docstrings,
  readmes,
  requirements,
  secrets,
]
