const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u

/** Whether a text is a UUID in lower case, of any version. Requirement `auth.pol.bound-challenge`. */
export function isUuid(text: string): boolean {
  return uuid.test(text)
}
