/**
 * Verbs whose grammar is known and whose meaning is not there yet. They pass the gate and are then
 * answered `invalid command`. This table may only shrink.
 */
export const NOT_YET = {
  notify: true,
  'notify:all': true,
  'notify:list': true,
  'notify:status': true,
  'notify:fetch': true,
  'notify:remove': true,
  monitor: true,
  enroll: true,
  otp: true,
  keys: true,
} as const

/** A verb whose meaning is still to come. */
export type NotYet = keyof typeof NOT_YET
