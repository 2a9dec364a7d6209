import { existsSync, readFileSync } from 'node:fs'

/** Whether this machine tells how much memory a process has. */
export const tellsMemory: boolean = existsSync('/proc/self/status')

/** Resident memory of a process, bytes. */
export function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(?<kilobytes>\d+) kB$/mu.exec(status)?.groups?.['kilobytes']) * 1024
}
