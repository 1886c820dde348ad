/** The engine's end of a link: what comes is checked, asked of the client's desk, and answered. */
import type { EngineApi } from '../api'
import type { Link } from './link'
import { ProtocolError, SIGN_OF_LIFE_MS, type Problem, type Reply } from './protocol'
import { QUESTIONS, readQuestion } from './questions'

/** Answers over a link from a desk that is this client's alone, until the link breaks or what is returned is called. */
export function answerOver(link: Link, desk: EngineApi): () => void {
  let isOpen = true
  const say = (reply: Reply) => {
    if (isOpen) link.send(reply)
  }
  // A client that hears none of these while it waits for an answer knows that something in here runs without end.
  const signs = setInterval(() => say({ kind: 'alive' }), SIGN_OF_LIFE_MS)
  const close = () => {
    if (!isOpen) return
    isOpen = false
    clearInterval(signs)
    link.close()
    // Nobody waits for what is on its way.
    desk.leave().catch(() => undefined)
  }
  void link.broken.then(close)
  link.listen((message) => {
    answer(message, desk, say).catch((error: unknown) => {
      const number = error instanceof ProtocolError ? error.question : null
      say({ kind: 'refusal', number, error: problemOf(error) })
    })
  })
  return close
}

async function answer(message: unknown, desk: EngineApi, say: (reply: Reply) => void): Promise<void> {
  const { number, name, asked } = readQuestion(message)
  // The listener comes last, also behind what was left out.
  const left = Array.from({ length: QUESTIONS[name].items.length - asked.length }, () => undefined)
  const hear = (event: unknown) => say({ kind: 'event', number, event })
  const ask = desk[name].bind(desk) as (...parameters: readonly unknown[]) => Promise<unknown>
  await ask(...asked, ...left, hear).then(
    (given) => say({ kind: 'answer', number, answer: given }),
    (error: unknown) => say({ kind: 'refusal', number, error: problemOf(error) }),
  )
}

function problemOf(error: unknown): Problem {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) }
}
