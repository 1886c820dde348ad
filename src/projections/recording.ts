/**
 * A recording: a stretch of a real run as small as a picture of it, for pages that show a run without running anything. It
 * keeps what changes from one keyframe to the next, and the sampled requests on their way.
 */
import { arrowName } from '~/kernel/arrow'
import type { AnyDiagram } from '~/kernel/diagram'
import type { Run } from '~/kernel/run'
import { TONES, type Tone } from '~/kernel/tone'
import type { Flight, Outcome } from './flights'
import { KEYFRAME_MS, type Badge, type Keyframe } from './frame'
import type { Mark } from './marks'

/** A change of a box: the step it is seen at, its line, the index of its tone, and its badges. */
type BoxChange = readonly [step: number, text: string, tone: number, ...badges: string[]]
/** A change of an arrow: the step it is seen at, its rate per second, the index of its tone, and its badges. */
type ArrowChange = readonly [step: number, rate: number, tone: number, ...badges: string[]]

/** A recording as it is written, in JSON. A step is {@link Recording.stepMs} of virtual time. */
export interface Recording {
  readonly simulation: string
  readonly scenario: string
  /** The scenario's title. */
  readonly title: string
  readonly seed: number
  /** Virtual time at which it begins, in milliseconds. */
  readonly fromMs: number
  readonly stepMs: number
  readonly steps: number
  /** From when to when something was broken, in milliseconds of the run; null for longer than the recording. */
  readonly faults: readonly (readonly [fromMs: number, untilMs: number | null])[]
  readonly boxes: Readonly<Record<string, readonly BoxChange[]>>
  /** By the arrow's place in the drawing. */
  readonly arrows: readonly (readonly ArrowChange[])[]
  /** Of each step, in turns: tenths of a millisecond since its beginning, and the arrow's place in the drawing. */
  readonly flights: readonly (readonly number[])[]
  /** Of each step, in turns: the number of a flight, counted from 0 over the recording, and the index of its tone. */
  readonly outcomes: readonly (readonly number[])[]
}

/** A box as a recording shows it. */
export interface BoxScene {
  readonly text: string
  readonly tone: Tone
  readonly badges: readonly string[]
}

/** An arrow as a recording shows it. */
export interface ArrowScene {
  readonly rate: number
  readonly tone: Tone
  readonly badges: readonly string[]
}

/** All that is drawn of one step. */
export interface Scene {
  /** Virtual time in milliseconds, at the end of the step. */
  readonly nowMs: number
  readonly boxes: Readonly<Record<string, BoxScene>>
  /** By the arrow's place in the drawing. */
  readonly arrows: readonly ArrowScene[]
  readonly flights: readonly Flight[]
  readonly outcomes: readonly Outcome[]
}

/** What a recording is made of: a run, its marks, and keyframes that follow each other. */
export interface Recorded {
  readonly run: Run
  readonly title: string
  readonly marks: readonly Mark[]
  readonly keyframes: readonly Keyframe[]
}

/** Makes a recording. */
export function recordingOf(diagram: AnyDiagram, { run, title, marks, keyframes }: Recorded): Recording {
  const fromMs = keyframes[0]!.nowMs - KEYFRAME_MS
  const numbers = new Map<number, number>()
  const flights = keyframes.map((keyframe) =>
    keyframe.flights.flatMap(({ op, arrow, departMs }) => {
      numbers.set(op, numbers.size)
      return [Math.round((departMs - keyframe.nowMs + KEYFRAME_MS) * 10), arrow]
    }),
  )
  const outcomes = keyframes.map((keyframe) =>
    keyframe.outcomes.flatMap(({ op, tone }) => {
      const number = numbers.get(op)
      return number === undefined ? [] : [number, TONES.indexOf(tone)]
    }),
  )
  return {
    simulation: run.simulation,
    scenario: run.scenario,
    title,
    seed: run.seed,
    fromMs,
    stepMs: KEYFRAME_MS,
    steps: keyframes.length,
    faults: marks
      .filter((mark) => mark.untilMs === null || mark.untilMs > fromMs)
      .map((mark) => [mark.fromMs, mark.untilMs]),
    boxes: Object.fromEntries(
      Object.keys(diagram.boxes).map((id) => [
        id,
        changes(keyframes, ({ boxes }) => {
          const { line, badges } = boxes[id]!
          return [line.text, TONES.indexOf(line.tone), ...textsOf(badges)]
        }),
      ]),
    ),
    arrows: diagram.arrows.map((arrow) =>
      changes(keyframes, ({ arrows }) => {
        const { figures, tone, badges } = arrows[arrowName(arrow)]!
        return [Number(figures.rate.toPrecision(3)), TONES.indexOf(tone), ...textsOf(badges)]
      }),
    ),
    flights,
    outcomes,
  }
}

/** What is drawn of each step of a recording of this diagram. */
export function scenesOf(recording: Recording, diagram: AnyDiagram): readonly Scene[] {
  const boxes = Object.keys(diagram.boxes).map((id) => ({ id, at: follow(recording.boxes[id]!) }))
  const arrows = recording.arrows.map((each) => follow(each))
  let number = 0
  return Array.from({ length: recording.steps }, (_, step) => {
    const startMs = recording.fromMs + step * recording.stepMs
    return {
      nowMs: startMs + recording.stepMs,
      boxes: Object.fromEntries(
        boxes.map(({ id, at }) => {
          const [, text, tone, ...badges] = at(step)
          return [id, { text, tone: TONES[tone]!, badges }]
        }),
      ),
      arrows: arrows.map((at) => {
        const [, rate, tone, ...badges] = at(step)
        return { rate, tone: TONES[tone]!, badges }
      }),
      flights: pairs(recording.flights[step]!).map(([tenths, arrow]) => {
        const op = number++
        const tone = diagram.arrows[arrow]!.tone ?? 'allowed'
        return { op, request: op, arrow, departMs: startMs + tenths / 10, tone }
      }),
      outcomes: pairs(recording.outcomes[step]!).map(([op, tone]) => ({ op, tone: TONES[tone]! })),
    }
  })
}

function textsOf(badges: readonly Badge[]): string[] {
  return badges.map(({ text }) => text)
}

type Change<Fields extends readonly unknown[]> = readonly [step: number, ...Fields]

function changes<Fields extends readonly unknown[]>(
  keyframes: readonly Keyframe[],
  fieldsOf: (keyframe: Keyframe) => Fields,
): Change<Fields>[] {
  const found: Change<Fields>[] = []
  let last = ''
  keyframes.forEach((keyframe, step) => {
    const fields = fieldsOf(keyframe)
    const text = JSON.stringify(fields)
    if (text !== last) found.push([step, ...fields])
    last = text
  })
  return found
}

/** Gives the change in force at a step; steps are asked for in order. */
function follow<C extends BoxChange | ArrowChange>(list: readonly C[]): (step: number) => C {
  let index = 0
  return (step) => {
    while (index + 1 < list.length && list[index + 1]![0] <= step) index++
    return list[index]!
  }
}

function pairs(flat: readonly number[]): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index]!, flat[2 * index + 1]!])
}
