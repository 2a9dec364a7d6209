/**
 * Loaded into a server under load: tells its parent the longest turn of its event loop, in milliseconds
 * of its own CPU time, so that neither the disk nor other programs count. Between `begin` and `end`
 * the event loop never rests.
 */
let measuring = false
let longest = 0
let before = 0

process.on('message', (request) => {
  if (request === 'begin') {
    measuring = true
    longest = 0
    before = cpuMillis()
    setImmediate(turn)
  } else {
    measuring = false
    process.send?.(longest)
  }
})
// Listening must not keep the server from ending.
process.channel?.unref()

function turn(): void {
  const now = cpuMillis()
  longest = Math.max(longest, now - before)
  before = now
  if (measuring) {
    setImmediate(turn)
  }
}

function cpuMillis(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
