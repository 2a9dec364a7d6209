import { AtFault, ReplyReader } from '@atnet/protocol-codec'
import type { Clock, Timer } from '@atnet/runtime'
import { AskError, type AskErrorKind } from './ask-error.ts'
import type { ByteStream } from './byte-stream.ts'
import { maxGreetingBytes, maxPromptBytes } from './limits.ts'

/** What is asked, and how long it may take. */
type Inquiry = {
  /** `undefined` for the greeting: an answer that comes unasked. */
  readonly line: string | undefined
  readonly expect: 'greeting' | 'reply' | 'pol'
  readonly deadlineMs: number
  readonly gapMs: number
}

type Question = Inquiry & {
  readonly deadline: Timer
  readonly resolve: (body: string) => void
  readonly reject: (error: AskError) => void
}

/** The questions of one connection: at most one under way, the others waiting in line. */
export type Questions = {
  readonly stream: ByteStream
  readonly clock: Clock
  readonly reader: ReplyReader
  readonly chunks: AsyncIterator<Uint8Array>
  readonly waiting: Question[]
  current: Question | undefined
  gap: Timer | undefined
  /** Why nothing more can be asked. */
  failure: AskError | undefined
  /** Called when nothing is asked any more. */
  onIdle: (() => void) | undefined
}

/** No questions yet, over a stream that nobody else reads. */
export function openQuestions(
  stream: ByteStream,
  clock: Clock,
  maxReplyBytes: number | undefined,
): Questions {
  return {
    stream,
    clock,
    chunks: stream.incoming[Symbol.asyncIterator](),
    reader: new ReplyReader(maxReplyBytes === undefined ? {} : { maxBytes: maxReplyBytes }),
    waiting: [],
    current: undefined,
    gap: undefined,
    failure: undefined,
    onIdle: undefined,
  }
}

/** Begins to listen, and resolves when the other end has greeted. */
export async function greeted(questions: Questions, deadlineMs: number): Promise<void> {
  const greeting = enqueue(questions, {
    line: undefined,
    expect: 'greeting',
    deadlineMs,
    gapMs: deadlineMs,
  })
  void listen(questions)
  await greeting
}

/** Puts a question in line; resolves with the body of its answer. */
export function enqueue(questions: Questions, inquiry: Inquiry): Promise<string> {
  return new Promise((resolve, reject) => {
    const { deadlineMs } = inquiry
    const deadline = questions.clock.after(deadlineMs, () => {
      giveUp(questions, question, `The other end gave no answer within ${deadlineMs} ms`)
    })
    const question: Question = { ...inquiry, deadline, resolve, reject }
    questions.waiting.push(question)
    advance(questions)
  })
}

/** Sends the next question, unless one is under way. */
function advance(questions: Questions): void {
  if (questions.current !== undefined || questions.failure !== undefined) {
    return
  }
  const next = questions.waiting.shift()
  questions.current = next
  if (next === undefined) {
    questions.onIdle?.()
    return
  }
  awaitBytes(questions, next)
  if (next.line !== undefined) {
    void questions.stream.send(`${next.line}\n`)
  }
}

/** Allows the other end another while of silence. */
function awaitBytes(questions: Questions, question: Question): void {
  const { gapMs } = question
  questions.gap?.cancel()
  questions.gap = questions.clock.after(gapMs, () => {
    giveUp(questions, question, `The other end was silent for ${gapMs} ms`)
  })
}

function giveUp(questions: Questions, question: Question, message: string): void {
  const error = new AskError('timeout', message)
  if (question === questions.current) {
    fail(questions, error)
    return
  }
  // Nothing of it was sent: the connection is as good as before.
  const at = questions.waiting.indexOf(question)
  if (at !== -1) {
    questions.waiting.splice(at, 1)
    question.reject(error)
  }
}

async function listen(questions: Questions): Promise<void> {
  let cause: unknown
  try {
    for (let next = await questions.chunks.next(); next.done !== true; ) {
      receive(questions, next.value)
      if (questions.failure !== undefined) {
        return
      }
      next = await questions.chunks.next()
    }
  } catch (error) {
    cause = error
  }
  const greeting = questions.current?.expect === 'greeting'
  const said = greeting ? firstLine(questions.reader.unclaimed) : ''
  fail(questions, problem('closed', 'The other end hung up', { cause, said }))
}

function receive(questions: Questions, chunk: Uint8Array): void {
  const { reader, current } = questions
  try {
    reader.push(chunk)
  } catch (cause) {
    if (!(cause instanceof AtFault)) {
      throw cause
    }
    fail(questions, problem('tooLong', cause.detail, { cause }))
    return
  }
  if (current !== undefined) {
    const body = reader.take(current.expect)
    if (body === undefined) {
      awaitBytes(questions, current)
      return
    }
    if (current.expect === 'greeting' && body !== '@') {
      const said = body.slice(0, maxGreetingBytes)
      fail(questions, problem('unexpected', 'The other end said something else than @', { said }))
      return
    }
    settle(questions, current, body)
  }
  if (isRestOfPrompt(reader.unclaimed)) {
    advance(questions)
  } else {
    fail(questions, problem('unexpected', 'The other end said what nobody asked for'))
  }
}

function settle(questions: Questions, question: Question, body: string): void {
  questions.gap?.cancel()
  question.deadline.cancel()
  questions.current = undefined
  question.resolve(body)
}

/** A prompt may come in two pieces; anything with a colon or a line end in it is more than a prompt. */
function isRestOfPrompt(bytes: Uint8Array): boolean {
  return bytes.length <= maxPromptBytes && !bytes.includes(0x3a) && !bytes.includes(0x0a)
}

/**
 * Stops asking and listening: whoever reads the stream next gets what comes next. Throws `AskError`
 * `busy` while a question is under way, and `closed` when there is nothing to give.
 */
export function release(questions: Questions): ByteStream {
  if (questions.failure !== undefined) {
    throw new AskError('closed', 'The connection is closed', { cause: questions.failure })
  }
  if (questions.current !== undefined) {
    throw new AskError('busy', 'A question is under way')
  }
  questions.failure = new AskError('closed', 'The stream is used otherwise')
  void questions.chunks.return?.()
  return questions.stream
}

/** Ends it all: what is under way fails with `error`, what waits with `closed`. Only the first failure counts. */
export function fail(questions: Questions, error: AskError): void {
  if (questions.failure !== undefined) {
    return
  }
  questions.failure = error
  questions.stream.destroy()
  questions.gap?.cancel()
  const { current, waiting } = questions
  questions.current = undefined
  current?.deadline.cancel()
  current?.reject(error)
  for (const { deadline, reject } of waiting.splice(0)) {
    deadline.cancel()
    const message = 'The connection closed before this was asked'
    reject(new AskError('closed', message, { cause: error }))
  }
  questions.onIdle?.()
}

function problem(
  kind: AskErrorKind,
  message: string,
  { said = '', cause }: { readonly said?: string; readonly cause?: unknown } = {},
): AskError {
  return new AskError(kind, said === '' ? message : `${message}: ${said}`, {
    ...(cause === undefined ? {} : { cause }),
    ...(said === '' ? {} : { said }),
  })
}

function firstLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, maxGreetingBytes))
  return text.split(/[\r\n]/u, 1)[0] ?? ''
}
