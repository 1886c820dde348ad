/**
 * Actions: the only way into a running run. Written `verb:target[=value]@from[-until]` in milliseconds, as in
 * `crash:redis@8500`, `delay:gateway~redis=20@8000-9500` or `partition:gateway/1~redis=requests@4000`.
 */
import { arrowBoxes, arrowName, arrowNamed, endsOf } from './arrow'
import { instancesOf, type AnyDiagram } from './diagram'
import { instantUs, RUN_MS_MAX } from './time'
import { ARROW_VERBS } from './arrow-verbs'
import { BOX_VERBS, type Verb } from './verb'

/** A box or an arrow, and the instances meant; all of them if none is named. */
export type Target =
  | { readonly kind: 'box'; readonly box: string; readonly instance?: number }
  | {
      readonly kind: 'arrow'
      readonly from: string
      readonly to: string
      readonly fromInstance?: number
      readonly toInstance?: number
    }

/** Something done to a target at an instant, or during a span of time. */
export interface Action {
  readonly verb: string
  readonly target: Target
  /** Always as text, already checked against the verb. */
  readonly value?: string
  readonly atMs: number
  /** When a lasting action ends by itself. Left out: it lasts until somebody heals the target. */
  readonly untilMs?: number
}

/** What may be done where, in one diagram. */
export interface Vocabulary {
  readonly diagram: AnyDiagram
  /** The verbs of particular boxes, besides those of every box. */
  readonly verbs: Readonly<Record<string, readonly Verb[]>>
}

/** A text that is not an action of this diagram. The message says what is wrong and what is allowed. */
export class ActionError extends Error {
  override readonly name = 'ActionError'
}

/** What happens to a process, and so to every box in it. */
export const PROCESS_VERBS: readonly string[] = ['crash', 'restart', 'freeze', 'skew']

/** What happens to messages that a box is sent. */
const MESSAGE_VERBS: readonly string[] = ['slow', 'errors', 'fail-first']

/**
 * The verbs that fit a target. A box hosted by another is reached by a call within the process: what happens to it happens
 * to its host. A box that nobody calls, where requests begin, is sent no messages that could suffer anything. Arrows inside one
 * process have no network and therefore no faults.
 */
export function verbsOf({ diagram, verbs }: Vocabulary, target: Target): readonly Verb[] {
  if (target.kind === 'box') {
    const own = verbs[target.box] ?? []
    if (diagram.boxes[target.box]?.hostedBy !== undefined) return own
    const isCalled = diagram.arrows.some((arrow) => endsOf(arrow).callee === target.box)
    return [...own, ...BOX_VERBS.filter(({ verb }) => isCalled || !MESSAGE_VERBS.includes(verb))]
  }
  return arrowNamed(diagram, arrowName(target))?.latency === undefined ? [] : ARROW_VERBS
}

/** The verb of an action that fits the vocabulary. */
export function verbOf(vocabulary: Vocabulary, { verb, target }: Pick<Action, 'verb' | 'target'>): Verb {
  return verbsOf(vocabulary, target).find((each) => each.verb === verb)!
}

/** The text of a target: `redis`, `gateway/1`, `gateway~redis`, `gateway/1~redis`. */
export function formatTarget(target: Target): string {
  if (target.kind === 'box') return end(target.box, target.instance)
  return arrowName({ from: end(target.from, target.fromInstance), to: end(target.to, target.toInstance) })
}

function end(box: string, instance: number | undefined): string {
  return instance === undefined ? box : `${box}/${instance}`
}

/** The text of an action; {@link parseAction} reads it back to an equal one. */
export function formatAction(action: Action): string {
  const value = action.value === undefined ? '' : `=${escapeValue(action.value)}`
  const until = action.untilMs === undefined ? '' : `-${action.untilMs}`
  return `${action.verb}:${formatTarget(action.target)}${value}@${action.atMs}${until}`
}

/** Escapes what would end a value or is no text, and nothing else: a command typed at a prompt stays readable. */
function escapeValue(value: string): string {
  return value.toWellFormed().replaceAll(UNSAFE_IN_VALUE, (character) => encodeURIComponent(character))
}

// Control characters are what the pattern is for.
// eslint-disable-next-line no-control-regex
const UNSAFE_IN_VALUE = /[%@\u0000-\u001f\u007f]/g

/** Longest text that is read as an action: a value of a thousand characters, each percent-encoded, and what is around it. */
const TEXT_LENGTH_MAX = 10_000
const CHECKSUM = /^[0-9a-f]{64}$/
/** How much of a text is repeated in a message. */
const SHOWN_LENGTH_MAX = 80

const PATTERN =
  /^([a-z][a-z-]*):([a-z0-9-]+(?:\/\d+)?)(?:~([a-z0-9-]+(?:\/\d+)?))?(?:=([^@]*))?@([0-9.]+)(?:-([0-9.]+))?$/

/**
 * Reads an action and checks it against the diagram.
 * @throws {ActionError} naming what is wrong and what is allowed
 */
export function parseAction(text: string, vocabulary: Vocabulary): Action {
  const match = text.length > TEXT_LENGTH_MAX ? null : PATTERN.exec(text)
  const shown = text.slice(0, SHOWN_LENGTH_MAX)
  if (match === null) {
    throw new ActionError(
      `"${shown}" is not an action: write verb:target[=value]@from[-until], in ms, as in crash:gateway@8500; ` +
        `boxes: ${Object.keys(vocabulary.diagram.boxes).join(', ')}; verbs of boxes: ${BOX_VERBS.map(({ verb }) => verb).join(', ')}`,
    )
  }
  const [, verb, first, second, rawValue, from, until] = match
  const target = parseTarget(first!, second, vocabulary.diagram)
  const known = verbsOf(vocabulary, target)
  const found = known.find((each) => each.verb === verb)
  if (found === undefined) {
    const allowed = known.map((each) => each.verb).join(', ')
    throw new ActionError(
      `"${verb!.slice(0, SHOWN_LENGTH_MAX)}" cannot be done to ${formatTarget(target)}; allowed: ${allowed || 'nothing (it is inside one process)'}`,
    )
  }
  const atMs = parseTime(from!, shown)
  const untilMs = until === undefined ? undefined : parseTime(until, shown)
  if (untilMs !== undefined && found.span === 'instant') {
    throw new ActionError(`"${verb}" happens at an instant: leave out the end in "${shown}"`)
  }
  if (untilMs !== undefined && untilMs <= atMs) throw new ActionError(`the end must come after the start in "${shown}"`)
  const value = parseValue(found, rawValue, shown)
  if (found.value?.kind === 'verb' && value !== undefined && !known.some((each) => each.verb === value)) {
    const lasting = known.filter(({ span }) => span === 'lasting').map((each) => each.verb)
    throw new ActionError(`"${verb}" ends one of ${lasting.join(', ')}, not "${value.slice(0, 40)}"`)
  }
  return {
    verb: verb!,
    target,
    ...(value === undefined ? {} : { value }),
    atMs,
    ...(untilMs === undefined ? {} : { untilMs }),
  }
}

/**
 * Reads a target alone: `redis`, `gateway/1`, `gateway~redis`.
 * @throws {ActionError} naming what there is
 */
export function readTarget(text: string, diagram: AnyDiagram): Target {
  const { from, to } = arrowBoxes(text)
  return parseTarget(from, from === text ? undefined : to, diagram)
}

function parseTarget(first: string, second: string | undefined, diagram: AnyDiagram): Target {
  const from = parseEnd(first, diagram)
  if (second === undefined) return { kind: 'box', box: from.box, ...(from.instance === undefined ? {} : from) }
  const to = parseEnd(second, diagram)
  const name = arrowName({ from: from.box, to: to.box })
  if (arrowNamed(diagram, name) === undefined) {
    throw new ActionError(
      `there is no arrow ${name}; arrows: ${diagram.arrows.map((arrow) => arrowName(arrow)).join(', ')}`,
    )
  }
  return {
    kind: 'arrow',
    from: from.box,
    to: to.box,
    ...(from.instance === undefined ? {} : { fromInstance: from.instance }),
    ...(to.instance === undefined ? {} : { toInstance: to.instance }),
  }
}

function parseEnd(text: string, diagram: AnyDiagram): { box: string; instance?: number } {
  const [box, instance] = text.split('/') as [string, string | undefined]
  if (!Object.hasOwn(diagram.boxes, box)) {
    throw new ActionError(
      `there is no box "${box.slice(0, SHOWN_LENGTH_MAX)}"; boxes: ${Object.keys(diagram.boxes).join(', ')}`,
    )
  }
  if (instance === undefined) return { box }
  const count = instancesOf(diagram, box)
  if (Number(instance) >= count) {
    throw new ActionError(
      `"${box}" has ${count} instance${count === 1 ? '' : 's'}, from 0; there is no ${text.slice(0, SHOWN_LENGTH_MAX)}`,
    )
  }
  return { box, instance: Number(instance) }
}

/** A time in milliseconds, put on the grid as the engine will. */
function parseTime(text: string, whole: string): number {
  const time = Number(text)
  if (!Number.isFinite(time) || time < 0 || time > RUN_MS_MAX) {
    throw new ActionError(`times are 0 to ${RUN_MS_MAX} ms, not "${text.slice(0, SHOWN_LENGTH_MAX)}" in "${whole}"`)
  }
  return instantUs(time) / 1000
}

function parseValue(verb: Verb, raw: string | undefined, whole: string): string | undefined {
  if (verb.value === undefined) {
    if (raw !== undefined) throw new ActionError(`"${verb.verb}" takes no value: "${whole}"`)
    return undefined
  }
  let value: string
  try {
    value = raw === undefined ? '' : decodeURIComponent(raw)
  } catch {
    throw new ActionError(`the value in "${whole}" is not well-formed percent-encoding`)
  }
  return checkValue(verb, raw === undefined ? undefined : value)
}

/**
 * A verb's value as text, checked; the default if none is given.
 * @throws {ActionError} naming the bounds
 */
export function checkValue(verb: Verb, value: string | undefined): string | undefined {
  const rule = verb.value
  if (rule === undefined) return undefined
  if (rule.kind === 'text') {
    if (value === undefined || value === '') throw new ActionError(`"${verb.verb}" needs a value`)
    if (value.length > rule.lengthMax) {
      throw new ActionError(`the value of "${verb.verb}" is longer than ${rule.lengthMax} characters`)
    }
    return value
  }
  if (rule.kind === 'file') {
    if (value !== undefined && CHECKSUM.test(value)) return value
    throw new ActionError(
      `"${verb.verb}" takes the SHA-256 of a ${rule.suffix} file, 64 digits of 0-9 and a-f, not "${(value ?? '').slice(0, 70)}"`,
    )
  }
  if (rule.kind === 'verb') return value === '' ? undefined : value
  if (value === undefined) return String(rule.default)
  if (rule.kind === 'choice') {
    if (!rule.options.includes(value)) {
      throw new ActionError(`"${verb.verb}" is one of ${rule.options.join(', ')}, not "${value.slice(0, 40)}"`)
    }
    return value
  }
  const number = value.trim() === '' ? NaN : Number(value)
  if (!(number >= rule.min && number <= rule.max)) {
    throw new ActionError(`"${verb.verb}" takes ${rule.min} to ${rule.max} ${rule.unit}, not "${value.slice(0, 40)}"`)
  }
  return String(number)
}
