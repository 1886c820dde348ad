/**
 * What a client may ask, checked at the engine's end. It is a file of its own since a page that asks needs none of it, and frames
 * are to be light.
 */
import * as v from 'valibot'
import { SEED_MAX } from '~/kernel/run'
import type { EngineApi } from '../api'
import { FILE_BYTES_MAX } from '../files'
import { RECORDING_BYTES_MAX } from '../recording/recording-limit'
import { TRACE_FORMATS } from '../trace-formats'
import { ProtocolError, QUESTION_NAMES, type Question, type QuestionName } from './protocol'

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
  unhealed: v.optional(v.string()),
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

const FILE_BASE64_MAX = Math.ceil(FILE_BYTES_MAX / 3) * 4
const RECORDING_BASE64_MAX = Math.ceil(RECORDING_BYTES_MAX / 3) * 4
/** How many seeds one search may try. */
const SEEDS_MAX = 100_000
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const seeds = v.looseObject({
  from: v.pipe(whole, v.maxValue(SEED_MAX)),
  count: v.pipe(whole, v.maxValue(SEEDS_MAX)),
})

/** Every question there is, and the shape of what it asks. What it names is looked for by whoever answers. */
export const QUESTIONS = {
  can: v.strictTuple([v.optional(v.string())]),
  describe: v.strictTuple([v.string()]),
  prepare: v.strictTuple([v.string()]),
  open: v.strictTuple([run]),
  warmUp: v.strictTuple([run]),
  holdFile: v.strictTuple([v.pipe(v.string(), v.maxLength(FILE_BASE64_MAX), v.base64())]),
  holdRecording: v.strictTuple([v.pipe(v.string(), v.maxLength(RECORDING_BASE64_MAX), v.base64())]),
  stores: v.strictTuple([]),
  advance: v.strictTuple([request]),
  inject: v.strictTuple([v.looseObject({ ...deed, forMs: v.optional(count) })]),
  inspect: v.strictTuple([v.string(), count, v.looseObject({ view: v.string() })]),
  request: v.strictTuple([count]),
  story: v.strictTuple([v.looseObject({ invariant: v.string(), event: count })]),
  ordinary: v.strictTuple([count, v.looseObject({ beforeMs: count, except: v.array(count) })]),
  events: v.strictTuple([query]),
  back: v.strictTuple([count, v.looseObject({ events: count, inFlight: named, gauges: named, bodies: named })]),
  travel: v.strictTuple([run, v.looseObject({ atMs: count, events: count })]),
  recall: v.strictTuple([run, count, count]),
  exportTrace: v.strictTuple([run, count, v.picklist(TRACE_FORMATS)]),
  search: v.strictTuple([run, seeds]),
  leave: v.strictTuple([]),
  fork: v.strictTuple([]),
  worlds: v.strictTuple([]),
  recording: v.strictTuple([]),
} satisfies Record<keyof EngineApi, unknown>

const question = v.looseObject({
  kind: v.literal('question'),
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  name: v.string(),
  asked: v.array(v.unknown()),
})

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
