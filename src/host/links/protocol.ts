/**
 * What crosses a link. A client asks by name and number; the engine answers under that number, or refuses, and in between tells of
 * events of that question. Signs of life come unasked.
 */
import type { EngineApi } from '../api'

/** From the client. `asked` are the parameters of the question in {@link EngineApi} without its listener. */
export interface Question {
  readonly kind: 'question'
  readonly number: number
  readonly name: string
  readonly asked: readonly unknown[]
}

/** From the engine. A refusal without a number is of a message that was no question. */
export type Reply =
  | { readonly kind: 'answer'; readonly number: number; readonly answer?: unknown }
  | { readonly kind: 'refusal'; readonly number: number | null; readonly error: Problem }
  | { readonly kind: 'event'; readonly number: number; readonly event: unknown }
  | { readonly kind: 'alive' }

/** An error in plain data. */
export interface Problem {
  readonly name: string
  readonly message: string
}

/** How often an engine says that it is alive, in milliseconds of real time. */
export const SIGN_OF_LIFE_MS = 1000

/** The name of a question. */
export type QuestionName = keyof EngineApi

/** All of them. That none is missing is a test: `questions.ts` has a schema for each. */
export const QUESTION_NAMES = [
  'can',
  'describe',
  'prepare',
  'open',
  'warmUp',
  'holdFile',
  'holdRecording',
  'stores',
  'advance',
  'inject',
  'inspect',
  'request',
  'story',
  'ordinary',
  'events',
  'back',
  'travel',
  'recall',
  'exportTrace',
  'search',
  'leave',
  'fork',
  'worlds',
  'recording',
] as const satisfies readonly QuestionName[]

/** A message that does not belong to the protocol. The message says what is wrong. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** The question it is the answer to, if that much could be read. */
  readonly question: number | null

  constructor(message: string, of: number | null) {
    super(message)
    this.question = of
  }
}

/**
 * Reads what came from an engine. What an answer holds is taken on trust: the engine is the page's own.
 * @throws {ProtocolError} if it is no reply
 */
export function readReply(message: unknown): Reply {
  if (!isReply(message)) throw new ProtocolError('the engine said something that is not of the protocol', null)
  return message
}

/** By hand, and not by a schema: every page that may start an engine loads this. */
function isReply(message: unknown): message is Reply {
  const { kind, number, error } = Object(message) as { kind?: unknown; number?: unknown; error?: unknown }
  const isNumbered = Number.isSafeInteger(number) && (number as number) >= 1
  if (kind === 'alive') return true
  if (kind === 'answer' || kind === 'event') return isNumbered
  if (kind !== 'refusal' || !(isNumbered || number === null)) return false
  const { name, message: told } = Object(error) as { name?: unknown; message?: unknown }
  return typeof name === 'string' && typeof told === 'string'
}
