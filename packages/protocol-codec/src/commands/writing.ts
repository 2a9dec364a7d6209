import { formatTimestamp } from '../timestamps.ts'

/** A moment as timestamps travel: `2026-05-05T11:59:44.123Z`, always three decimals. */
export function isoTime(epochMs: number): string {
  // What is no time is written as such; `format` refuses the line.
  return Number.isFinite(epochMs) ? formatTimestamp(epochMs, 'T') : String(epochMs)
}

/** `:tag:value`, or nothing for an absent value. */
export function tagged(tag: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `:${tag}:${value}`
}

/** `:word`, or nothing. */
export function prefixed(value: string | number | undefined): string {
  return value === undefined ? '' : `:${value}`
}

/** ` text`, or nothing. */
export function spaced(value: string | number | undefined): string {
  return value === undefined ? '' : ` ${value}`
}
