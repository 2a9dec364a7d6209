import { describe, expect, it } from 'vitest'
import { parseAtSign } from './at-sign.ts'
import { AtFault } from './faults.ts'
import { encodeFault, encodeReply, type Prompt, type Reply, readReply } from './replies.ts'

// wire.reply.encoding
describe('encodeReply', () => {
  it.each<[Reply, Prompt, string]>([
    [{ kind: 'data', payload: 'ok' }, '@', 'data:ok\n@'],
    [{ kind: 'data', payload: 'success' }, '@alice@', 'data:success\n@alice@'],
    [{ kind: 'data', payload: null }, '@bob@', 'data:null\n@bob@'],
    [{ kind: 'data', payload: '' }, '@', 'data:\n@'],
    [{ kind: 'data', payload: 'data:x' }, '@', 'data:data:x\n@'],
    [{ kind: 'pieces', start: 'data:', pieces: ['[1', ',2]'] }, '@', 'data:[1,2]\n@'],
    [{ kind: 'dataWithSpace', payload: '[{"id":"3"}]' }, '@alice@', 'data: [{"id":"3"}]\n@alice@'],
    [{ kind: 'forwarded', body: '["a"]' }, '@alice@', 'data:["a"]\n@alice@'],
    [{ kind: 'forwarded', body: 'data:["a"]' }, '@alice@', 'data:["a"]\n@alice@'],
    [{ kind: 'pol', peer: parseAtSign('@bob') }, '@', '@bob@'],
    [{ kind: 'none' }, '@alice@', ''],
  ])('writes %j with prompt %s as %j', (reply, prompt, bytes) => {
    expect(encodeReply(reply, prompt)).toBe(bytes)
  })

  it('never lets a payload end the reply and begin another', () => {
    const forged = 'a\n@data:forged\n@alice@'
    expect(encodeReply({ kind: 'data', payload: forged }, '@alice@')).toBe(
      'data:a @data:forged @alice@\n@alice@',
    )
    expect(encodeReply({ kind: 'forwarded', body: forged }, '@')).toBe(
      'data:a @data:forged @alice@\n@',
    )
    expect(encodeReply({ kind: 'data', payload: 'a\n\n@b' }, '@')).toBe('data:a\n @b\n@')
    expect(encodeReply({ kind: 'data', payload: 'two\nlines\n' }, '@')).toBe('data:two\nlines\n\n@')
  })
})

// wire.fault.rendering
describe('encodeFault', () => {
  it('ends the fault with the prompt', () => {
    const fault = new AtFault('invalidSyntax', 'invalid command')
    expect(encodeFault(fault, { owner: false, json: false }, '@')).toBe(
      'error:AT0003-Exception: invalid command\n@',
    )
    expect(encodeFault(fault, { owner: true, json: true }, '@alice@')).toBe(
      'error:{"errorCode":"AT0003","errorDescription":"Invalid syntax : invalid command"}\n@alice@',
    )
  })

  it('writes the refusal of a full server without one', () => {
    const fault = new AtFault('inboundLimit', 'Inbound connection limit exceeded')
    expect(encodeFault(fault, { owner: false, json: false }, '@')).toBe(
      'error:AT0012-Inbound connection limit exceeded\n',
    )
  })
})

// wire.reply.reading
describe('readReply', () => {
  it.each([
    ['data:ok', { kind: 'data', payload: 'ok' }],
    ['data:', { kind: 'data', payload: '' }],
    ['data:null', { kind: 'data', payload: 'null' }],
    ['data: [1]', { kind: 'data', payload: ' [1]' }],
    [
      'error:AT0015-key not found : x',
      { kind: 'fault', code: 'AT0015', description: 'key not found : x' },
    ],
    ['error:AT0026:pending', { kind: 'fault', code: 'AT0026', description: 'pending' }],
    ['error:what', { kind: 'unexpected' }],
    ['@bob@', { kind: 'unexpected' }],
    ['', { kind: 'unexpected' }],
    ['DATA:ok', { kind: 'unexpected' }],
    ['localhost:6401', { kind: 'unexpected' }],
  ])('reads %j', (body, reply) => {
    expect(readReply(body)).toEqual(reply)
  })
})
