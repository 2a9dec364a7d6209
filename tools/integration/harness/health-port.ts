import { request } from 'node:http'
import { systemClock } from '@atnet/runtime'
import type { Launched } from './launch.ts'

/** What came back from a health port. */
export type HealthAnswer = { readonly status: number | undefined; readonly body: string }

/** The health port that a program's log names. */
export async function healthPortOf({ complaints }: Pick<Launched, 'complaints'>): Promise<number> {
  const opened = /"port":(?<port>\d+)[^\n]*"event":"health\.opened"/u
  const found = await askUntil(
    async () => opened.exec(complaints())?.groups?.['port'],
    (port) => port !== undefined,
  )
  return Number(found)
}

/** Asks a health port. Throws when nobody answers. */
export async function askHealth(
  port: number,
  path: string,
  method: string = 'GET',
): Promise<HealthAnswer> {
  return await new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    asked.on('error', reject).end()
  })
}

/** The figures of a health port, by name and labels as they are written. */
export async function figuresOf(port: number): Promise<ReadonlyMap<string, number>> {
  const { body } = await askHealth(port, '/metrics')
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))]
    }),
  )
}

/** How long a test waits for what another process is about to do, milliseconds. */
const patienceMs = 20_000

/** Asks again and again until an answer is as wished, and gives it. */
export async function askUntil<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  const until = systemClock.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (isSo(answer)) {
      return answer
    }
    // The answer may depend on what arrives by other ways.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    if (systemClock.now() > until) {
      throw new Error(`waited ${patienceMs} ms in vain; the last answer: ${JSON.stringify(answer)}`)
    }
  }
}
