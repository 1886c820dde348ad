/** A recording as a file: gzip around lines of JSON, see `recording-lines.ts`. The first is checked against a schema; everything in it may be hostile. */
import { gzipSync, strToU8 } from 'fflate'
import * as v from 'valibot'
import { parseAction } from '~/kernel/action'
import type { Completion } from '~/kernel/completion'
import type { Json } from '~/kernel/json'
import { SEED_MAX } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { GRID_US, RUN_MS_MAX } from '~/kernel/time'
import { asRead, linesOf, RecordingError } from './packed-lines'
import { RECORDING_BYTES_MAX } from './recording-limit'
import type { LiveRecording } from './live-recording'
import { completionLines, FORMAT, headOf, VERSION } from './recording-lines'
import { decodeOutcome } from './value-code'

const COMPLETIONS_MAX = 5_000_000
const HEADER_LENGTH_MAX = 1_000_000

const text = v.pipe(v.string(), v.maxLength(10_000))
const short = v.pipe(v.string(), v.maxLength(200))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(RUN_MS_MAX))
const figure = v.pipe(v.number(), v.finite())
const named = <Value extends v.GenericSchema>(value: Value) =>
  v.pipe(
    v.record(short, value),
    v.check((record) => Object.keys(record).length <= 200, 'at most 200 entries'),
  )
const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(10_000))

const header = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  run: v.strictObject({
    simulation: short,
    scenario: short,
    seed: v.pipe(whole, v.maxValue(SEED_MAX)),
    settings: named(text),
    without: list(short),
    actions: list(text),
    durationMs: v.optional(ms),
    settleMs: v.optional(ms),
    unhealed: v.optional(short),
    engines: v.optional(named(short)),
  }),
  stores: named(
    v.strictObject({
      title: short,
      version: short,
      roundTripMs: figure,
      half: v.strictObject({ kind: short, acts: list(short), cannot: named(text) }),
      // Its kind of store checks what is in it.
      told: v.optional(v.custom<Json>(() => true)),
    }),
  ),
  traceHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,64}$/)),
  events: whole,
  endMs: ms,
  lag: v.strictObject({ maxMs: figure, meanMs: figure, lastMs: figure }),
  completions: v.pipe(whole, v.maxValue(COMPLETIONS_MAX)),
  beganAtMs: v.optional(v.pipe(whole, v.maxValue(8.64e15))),
})

/**
 * Writes a recording as the bytes of a file.
 * @throws {RecordingError} if it is larger than what is read again
 */
export function writeRecording(recording: LiveRecording): Uint8Array {
  const { completions } = recording
  const head: v.InferOutput<typeof header> = headOf(recording, completions.length)
  const pieces = [JSON.stringify(head), ...completionLines(completions, 0)]
  const bytes = gzipSync(strToU8(`${pieces.join('\n')}\n`), { level: 6, mtime: 0 })
  if (bytes.length > RECORDING_BYTES_MAX || completions.length > COMPLETIONS_MAX) {
    throw new RecordingError(`the recording is larger than ${RECORDING_BYTES_MAX} bytes or ${COMPLETIONS_MAX} answers`)
  }
  return bytes
}

/** The id of the diagram that a recording is of, before its code is loaded. @throws {RecordingError} */
export function diagramOf(bytes: Uint8Array): string {
  return readHeader(linesOf(bytes).next().value ?? '').run.simulation
}

/**
 * Reads a file.
 * @throws {RecordingError} if it is none of ours, is too large, is cut off, or names what the diagram does not have
 */
export function readRecording(bytes: Uint8Array, simulation: AnySimulation): LiveRecording {
  const lines = linesOf(bytes)
  const head = readHeader(lines.next().value ?? '')
  const { run, stores, traceHash, events, endMs, lag, beganAtMs } = head
  if (run.simulation !== simulation.diagram.id) {
    throw new RecordingError(`the recording is of the diagram "${run.simulation}", not "${simulation.diagram.id}"`)
  }
  const vocabulary = vocabularyOf(simulation)
  const actions = run.actions.map((action) => asRead('an act of it', () => parseAction(action, vocabulary)))
  const completions: Completion[] = []
  let atUs = 0
  for (const line of lines) {
    if (completions.length === head.completions) throw new RecordingError('the recording holds more than it says')
    const completion = asRead(`line ${completions.length + 2}`, () => readCompletion(line, atUs))
    atUs = completion.atUs
    completions.push(completion)
  }
  if (completions.length < head.completions) throw new RecordingError('the recording is cut off')
  const { durationMs, settleMs, unhealed, engines, ...rest } = run
  return {
    run: {
      ...rest,
      actions,
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(settleMs === undefined ? {} : { settleMs }),
      ...(unhealed === undefined ? {} : { unhealed }),
      ...(engines === undefined ? {} : { engines }),
    },
    stores,
    completions,
    traceHash,
    events,
    endMs,
    lag,
    ...(beganAtMs === undefined ? {} : { beganAtMs }),
  }
}

function readHeader(line: string): v.InferOutput<typeof header> {
  if (line.length > HEADER_LENGTH_MAX) throw new RecordingError('the first line of the recording is too long')
  const head = asRead('its first line', () => JSON.parse(line) as unknown)
  const { issues, output } = v.safeParse(header, head)
  if (issues === undefined) return output
  const [issue] = issues
  const place = v.getDotPath(issue as v.BaseIssue<unknown>)
  throw new RecordingError(`this is no recording: ${place ?? 'its first line'}: ${issue.message.slice(0, 200)}`)
}

function readCompletion(line: string, beforeUs: number): Completion {
  const read = JSON.parse(line) as unknown
  if (!Array.isArray(read) || read.length !== 3) throw new TypeError('an answer is [work, steps, outcome]')
  const [work, steps, outcome] = read as unknown[]
  if (!Number.isSafeInteger(work) || (work as number) < 1) throw new TypeError('the number of its work is none')
  if (!Number.isSafeInteger(steps) || (steps as number) < 0) throw new TypeError('time never goes back')
  const atUs = beforeUs + (steps as number) * GRID_US
  if (atUs > RUN_MS_MAX * 1000) throw new TypeError('it lies beyond the longest run')
  return { work: work as number, atUs, outcome: decodeOutcome(outcome) }
}
