/**
 * The first member two objects differ in; `undefined` when they say the same. A member that is
 * missing and one that is `undefined` are equal.
 */
export function differingMember(left: object, right: object): string | undefined {
  return namesOf(left, right).find((name) => !same(memberOf(left, name), memberOf(right, name)))
}

/** Whether two values made of plain objects, arrays and primitives say the same. */
function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) {
    return true
  }
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right)) {
    return false
  }
  return differingMember(left, right) === undefined
}

function namesOf(left: object, right: object): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
}

function memberOf(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
