/**
 * What crosses a link. A client asks by name and number; the engine answers under that number, or refuses, and in between tells of
 * events of that question. Signs of life come unasked.
 */
import * as v from 'valibot'
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

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const count = v.pipe(v.number(), v.minValue(0))
const words = v.array(v.string())
const named = v.record(v.string(), v.unknown())

const target = v.variant('kind', [
  v.looseObject({ kind: v.literal('box'), box: v.string(), instance: v.optional(count) }),
  v.looseObject({
    kind: v.literal('arrow'),
    from: v.string(),
    to: v.string(),
    fromInstance: v.optional(count),
    toInstance: v.optional(count),
  }),
])
const deed = { verb: v.string(), target, value: v.optional(v.string()) }
const action = v.looseObject({ ...deed, atMs: count, untilMs: v.optional(count) })
const run = v.looseObject({
  simulation: v.string(),
  scenario: v.string(),
  seed: count,
  settings: v.record(v.string(), v.string()),
  without: words,
  actions: v.array(action),
  durationMs: v.optional(count),
  settleMs: v.optional(count),
  engines: v.optional(v.record(v.string(), v.string())),
})
const query = v.looseObject({
  box: v.optional(v.string()),
  arrow: v.optional(v.string()),
  messages: v.optional(v.boolean()),
  kinds: v.optional(words),
  request: v.optional(count),
  text: v.optional(v.string()),
  upTo: count,
  countMax: count,
})
const request = v.looseObject({
  untilMs: count,
  eventsMax: count,
  wallMs: count,
  speed: count,
  stop: v.looseObject({ at: v.union([v.literal('any'), words]), after: count }),
})

/** Every question there is, and the shape of what it asks. What it names is looked for by whoever answers. */
const QUESTIONS = {
  can: v.strictTuple([]),
  describe: v.strictTuple([v.string()]),
  prepare: v.strictTuple([v.string()]),
  open: v.strictTuple([run]),
  warmUp: v.strictTuple([run]),
  advance: v.strictTuple([request]),
  inject: v.strictTuple([v.looseObject({ ...deed, forMs: v.optional(count) })]),
  inspect: v.strictTuple([v.string(), count, v.looseObject({ view: v.string() })]),
  request: v.strictTuple([count]),
  events: v.strictTuple([query]),
  back: v.strictTuple([count, v.looseObject({ events: count, inFlight: named, gauges: named })]),
  travel: v.strictTuple([run, v.looseObject({ atMs: count, events: count })]),
  recall: v.strictTuple([run, count, count]),
  exportTrace: v.strictTuple([run, count, v.picklist(['ndjson', 'chrome'])]),
  leave: v.strictTuple([]),
  fork: v.strictTuple([]),
} satisfies Record<keyof EngineApi, unknown>

/** The name of a question. */
export type QuestionName = keyof EngineApi

/** All of them. */
export const QUESTION_NAMES = Object.keys(QUESTIONS) as QuestionName[]

const question = v.looseObject({
  kind: v.literal('question'),
  number,
  name: v.string(),
  asked: v.array(v.unknown()),
})

const reply = v.variant('kind', [
  v.looseObject({ kind: v.literal('answer'), number }),
  v.looseObject({
    kind: v.literal('refusal'),
    number: v.nullable(number),
    error: v.looseObject({ name: v.string(), message: v.string() }),
  }),
  v.looseObject({ kind: v.literal('event'), number, event: v.unknown() }),
  v.looseObject({ kind: v.literal('alive') }),
])

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
 * Reads what came from a client.
 * @throws {ProtocolError} if it is no question, there is no question of that name, or it asks something else
 */
export function readQuestion(message: unknown): Question & { readonly name: QuestionName } {
  if (!v.is(question, message)) throw new ProtocolError('this is not a question of the protocol', null)
  const { name, asked, number: of } = message
  if (!Object.hasOwn(QUESTIONS, name)) {
    const known = QUESTION_NAMES.join(', ')
    throw new ProtocolError(`there is no question "${name.slice(0, 40)}"; questions: ${known}`, of)
  }
  const known = name as QuestionName
  const { issues } = v.safeParse(QUESTIONS[known], asked)
  if (issues === undefined) return { ...message, name: known }
  const [issue] = issues
  const place = v.getDotPath(issue as v.BaseIssue<unknown>)
  throw new ProtocolError(`"${name}" is asked otherwise${place === null ? '' : `, at ${place}`}: ${issue.message}`, of)
}

/**
 * Reads what came from an engine. What an answer holds is taken on trust: the engine is the page's own.
 * @throws {ProtocolError} if it is no reply
 */
export function readReply(message: unknown): Reply {
  if (!v.is(reply, message)) throw new ProtocolError('the engine said something that is not of the protocol', null)
  return message as Reply
}
