import { maxKeyChars } from '@atnet/protocol-codec'
import { expect, it } from 'vitest'
import { referenceIn } from './references.ts'

it.each<[string | null, { readonly key: string; readonly atSign: string } | undefined]>([
  ['atsign://phone.wavi@bob', { key: 'phone.wavi', atSign: '@bob' }],
  ['atsign://Phone.Wavi@Bob', { key: 'phone.wavi', atSign: '@bob' }],
  ['atsign://_hidden@bob', { key: '_hidden', atSign: '@bob' }],
  ['atsign://public:phone@bob', undefined],
  ['atsign://phone\u0000@bob', undefined],
  ['see atsign://phone@bob', undefined],
  ['ATSIGN://phone@bob', undefined],
  ['atsign://', undefined],
  ['atsign://@bob', undefined],
  ['atsign://phone', undefined],
  ['atsign://phone@', undefined],
  ['atsign://phone@b:b', undefined],
  ['atsign://phone@bob!', undefined],
  [`atsign://${'k'.repeat(maxKeyChars)}@bob`, undefined],
  ['', undefined],
  [null, undefined],
])('%j leads to %j (data.reference)', (value, expected) => {
  expect(referenceIn(value)).toEqual(expected)
})
