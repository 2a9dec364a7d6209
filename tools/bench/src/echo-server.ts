import { readFileSync } from 'node:fs'
import { createServer } from 'node:tls'

/**
 * The ceiling: a bare TLS server in the same Node that answers every line with itself and a prompt.
 * Arguments: certificate file, key file. Prints its port once it listens.
 */
const [certificateFile = '', keyFile = ''] = process.argv.slice(2)
const identity = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) }

const server = createServer(identity, (socket) => {
  socket.setNoDelay(true)
  socket.write('@')
  let held = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    held += text
    let out = ''
    for (let end = held.indexOf('\n'); end !== -1; end = held.indexOf('\n')) {
      out += `data:${held.slice(0, end)}\n@`
      held = held.slice(end + 1)
    }
    if (out !== '') {
      socket.write(out)
    }
  })
  socket.on('error', () => socket.destroy())
})

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  process.stdout.write(`${port}\n`)
})
