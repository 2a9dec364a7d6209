import { describe, expect, it } from 'vitest'
import { exchangesIn } from './system-calls.ts'

const one = '21<TCP:[127.0.0.1:6401->127.0.0.1:5000]>'
const other = '22<TCP:[127.0.0.1:6401->127.0.0.1:5001]>'
const file = '19</data/@alice.db-wal>'

function synced(...lines: readonly string[]): readonly boolean[] {
  return exchangesIn(lines.join('\n'), 6401).map((exchange) => exchange.synced)
}

describe('a trace of system calls (data.write.durable)', () => {
  it('shows whether the disk came before the reply', () => {
    const read = `9 read(${one}, "x"..., 65536) = 60`
    const write = `9 write(${one}, "y"..., 40) = 40`
    const sync = `9 fdatasync(${file}) = 0`
    expect(synced(read, sync, write)).toEqual([true])
    expect(synced(read, write, sync)).toEqual([false])
    expect(synced(sync, read, write)).toEqual([false])
    expect(synced(read, sync, write, read, write)).toEqual([true, false])
  })

  it('counts a sync for everybody who was waiting for it', () => {
    expect(
      synced(
        `9 read(${one}, "x"..., 65536) = 60`,
        `9 read(${other}, "x"..., 65536) = 60`,
        `9 fdatasync(${file}) = 0`,
        `9 write(${one}, "y"..., 40) = 40`,
        `9 writev(${other}, [{iov_base="y"...}], 1) = 40`,
      ),
    ).toEqual([true, true])
  })

  it('waits for the end of a sync, and takes a write from its beginning', () => {
    const read = `9 read(${one}, "x"..., 65536) = 60`
    const [begin, end] = [`9 fdatasync(${file} <unfinished ...>`, '9 <... fdatasync resumed>) = 0']
    const write = `8 write(${one}, "y"..., 40 <unfinished ...>`
    expect(synced(read, begin, write, end)).toEqual([false])
    expect(synced(read, begin, end, write)).toEqual([true])
  })

  it('looks at nothing but this server and its database', () => {
    expect(
      synced(
        '9 read(21<TCP:[127.0.0.1:5000->127.0.0.1:6401]>, "x"..., 9) = 9',
        '9 fdatasync(3</tmp/log>) = 0',
        '9 write(21<TCP:[127.0.0.1:5000->127.0.0.1:6401]>, "y"..., 9) = 9',
        `9 read(${one}, "", 65536) = 0`,
        `9 write(${one}, "y"..., 40) = 40`,
      ),
    ).toEqual([])
  })
})
