import { AtFault } from './faults.ts'
import { maxAtSignChars } from './limits.ts'
import { skipAtSignBody } from './name-characters.ts'

declare const brand: unique symbol

/** An atSign in normal form: lower case, one leading `@`, no dots. Made by `parseAtSign` only. */
export type AtSign = `@${string}` & { readonly [brand]: true }

/** What most atSigns are made of; no other check is needed for one of these. */
const plain = /^@[\da-z_-]+$/u
const reserved = /[!*'`();:&=+$,/?#[\]{}]/u
const whiteSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u
const controlPicture = /[\u2400-\u241f\u2421\u2424\u2425]/u

const faultTexts = {
  empty: 'invalid @sign: must include one @ character and at least one character on the right',
  twoSigns: 'invalid @sign: Cannot Contain more than one @ character',
  reserved: "invalid @sign: Cannot contain !*'`();:&=+$,/?#[]{} characters",
  whiteSpace: 'invalid @sign: Cannot Contain whitespace characters',
  control: 'invalid @sign: must not include control characters',
  body: 'invalid @sign: must be 1 to 55 letters, digits, underscores, hyphens or emoji',
} as const

/**
 * Reads an atSign as people and peers write it (`alice`, `@Alice`, `@al.ice`) into normal form.
 * Throws `AtFault` `invalidAtSign` with the text peers know. Requirement `wire.atsign.normal-form`.
 */
export function parseAtSign(text: string): AtSign {
  const sign = normalise(text)
  const problem = problemOf(sign)
  if (problem !== undefined) {
    throw new AtFault('invalidAtSign', problem)
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the brand means these checks
  return sign as AtSign
}

/** Whether `text` is an atSign already in normal form. Requirement `wire.atsign.normal-form`. */
export function isAtSign(text: string): text is AtSign {
  return normalise(text) === text && problemOf(text) === undefined
}

/** Lower-cases, prepends the `@` and removes the dots, which mean nothing. */
function normalise(text: string): string {
  const lower = text.toLowerCase()
  const sign = lower === '' || lower.startsWith('@') ? lower : `@${lower}`
  return sign.replaceAll('.', '')
}

/** What is wrong with a lower-case, dotless text, tested in the order peers expect. */
function problemOf(sign: string): string | undefined {
  if (sign.length <= maxAtSignChars && plain.test(sign)) {
    return undefined
  }
  if (sign === '') {
    return faultTexts.empty
  }
  if (sign.indexOf('@', 1) !== -1) {
    return faultTexts.twoSigns
  }
  if (sign.length === 1) {
    return faultTexts.empty
  }
  if (reserved.test(sign)) {
    return faultTexts.reserved
  }
  if (whiteSpace.test(sign)) {
    return faultTexts.whiteSpace
  }
  if (controlPicture.test(sign) || hasControl(sign)) {
    return faultTexts.control
  }
  return skipAtSignBody(sign, 1) === sign.length ? undefined : faultTexts.body
}

/** ASCII control characters: below the blank, and the one after the tilde. */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit === 0x7f) {
      return true
    }
  }
  return false
}
