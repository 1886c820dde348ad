/** The second beat of a violation: the event in which it shows what the code did, one sentence, and the line that decided. */
import type { Violation } from '~/kernel/invariant'
import { labelOf } from '~/kernel/label-of'
import type { AnySimulation, ClaimProof, Decision, Mutant } from '~/kernel/simulation'
import type { CodeFile } from '~/kernel/code-file'
import { createEventBuffer, toPlainEvent, type PlainEvent, type Trace } from '~/kernel/trace'
import { codeAround, type CodeLines } from './code-lines'
import { saidOf, sentenceOf } from './sentence'
import type { Deed, Told } from './story'

/** How far back a fact is looked for that no request led to, in events. */
const BACK_MAX = 200_000

/** What of a run is not as it should be, and where its code decides so. */
interface Fault {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly decision: Decision | undefined
}

/** What the code did. `own` are the events of the guilty request up to the violation; `sinceMs` is when what led here began. */
export function deedOf(told: Told, violation: Violation, own: readonly PlainEvent[], sinceMs: number): Deed {
  const { simulation, trace } = told
  const fault = faultOf(told, violation.invariant)
  const event = eventOf(trace, violation, own, fault?.decision, sinceMs)
  const box = event === null ? (fault?.decision?.box ?? '') : boxOf(event)
  const name = simulation.diagram.boxes[box] === undefined ? '' : labelOf(simulation.diagram, box)
  const shown = event === null ? 'The trace has let go of the event.' : sentenceOf(name, event)
  return {
    title: fault?.title ?? violation.evidence.did ?? shown,
    text: fault === null ? (violation.evidence.did === undefined ? '' : shown) : `${fault.text} ${shown}`,
    atMs: event?.t ?? null,
    event: event?.n ?? 0,
    box,
    without: fault?.id ?? null,
    code: codeOf(simulation, fault, box, event),
  }
}

/** The safeguard that is off, or the defect that is on: the one that the invariant is to notice, if there are several. */
function faultOf({ simulation, run }: Told, invariant: string): Fault | null {
  const claims: Readonly<Record<string, ClaimProof | undefined>> = simulation.claims
  const mutants: Readonly<Record<string, Mutant | undefined>> = simulation.mutants
  const breaks = (id: string) => (claims[id]?.invariant ?? mutants[id]?.breaks) === invariant
  const id = run.without.find(breaks) ?? run.without[0]
  if (id === undefined) return null
  const { [id]: claim } = claims
  const { [id]: mutant } = mutants
  if (claim !== undefined) {
    const { decision, without, safeguard } = claim
    return { id, title: decision?.did ?? without, text: `Off in this run: ${safeguard}.`, decision }
  }
  if (mutant === undefined) return null
  const { decision, statement } = mutant
  return { id, title: decision?.did ?? withoutStop(statement), text: 'A defect is switched on in this run.', decision }
}

function eventOf(
  trace: Trace,
  violation: Violation,
  own: readonly PlainEvent[],
  decision: Decision | undefined,
  sinceMs: number,
): PlainEvent | null {
  const { decided } = violation.evidence
  if (decided !== undefined && decided >= trace.firstHeld && decided <= trace.length) return plainOf(trace, decided)
  const fact = decision?.fact
  if (fact !== undefined) {
    const found =
      fact.isFirst === true
        ? firstOf(trace, violation.event, sinceMs, fact)
        : own.findLast((event) => isFact(event, fact))
    if (found !== undefined && found !== null) return found
  }
  // What was so before anything broke is not what the code did then, unless there is nothing else.
  const since = own.filter(({ t }) => t >= sinceMs)
  return lastPlaced(since, decision) ?? lastPlaced(own, decision) ?? lastFact(trace, violation.event)
}

/** The last event of a request: a fact of the box that decides, anything of it, any fact, anything at a box. */
function lastPlaced(own: readonly PlainEvent[], decision: Decision | undefined): PlainEvent | undefined {
  return (
    own.findLast(({ kind, node }) => kind === 'state' && node === decision?.box) ??
    own.findLast(({ node }) => node !== '' && node === decision?.box) ??
    own.findLast(({ kind }) => kind === 'state') ??
    own.findLast(({ node, arrow = '' }) => node !== '' || arrow !== '')
  )
}

function boxOf({ node, arrow = '' }: PlainEvent): string {
  return node !== '' ? node : arrow.slice(0, arrow.indexOf('~'))
}

function isFact({ kind, key, data }: PlainEvent, { key: name, says = {} }: NonNullable<Decision['fact']>): boolean {
  if (kind !== 'state' || key !== name) return false
  const told = (data ?? {}) as Readonly<Record<string, unknown>>
  return Object.entries(says).every(([field, value]) => told[field] === value)
}

/** The first fact of its sort since a time, up to event `last`. */
function firstOf(trace: Trace, last: number, sinceMs: number, fact: NonNullable<Decision['fact']>): PlainEvent | null {
  const event = createEventBuffer()
  for (let n = startOf(trace, sinceMs, last); n <= Math.min(last, trace.length); n++) {
    trace.read(n, event)
    if (event.kind !== 'state' || event.key !== fact.key) continue
    const plain = plainOf(trace, n)
    if (isFact(plain, fact)) return plain
  }
  return null
}

/** The number of the first event at or after a time: they are in order of time. */
function startOf(trace: Trace, ms: number, last: number): number {
  const event = createEventBuffer()
  let low = trace.firstHeld
  let high = Math.min(last, trace.length)
  while (low < high) {
    const middle = (low + high) >> 1
    trace.read(middle, event)
    if (event.t < ms) low = middle + 1
    else high = middle
  }
  return low
}

/** The last fact of any box up to an event: the event itself, for an invariant that looks at facts of no request. */
function lastFact(trace: Trace, last: number): PlainEvent | null {
  const event = createEventBuffer()
  const end = Math.min(last, trace.length)
  for (let n = end; n >= Math.max(trace.firstHeld, end - BACK_MAX); n--) {
    trace.read(n, event)
    if (event.node !== '' && (n === end || event.kind === 'state')) return plainOf(trace, n)
  }
  return null
}

function plainOf(trace: Trace, n: number): PlainEvent {
  const event = createEventBuffer()
  trace.read(n, event)
  return toPlainEvent(event) as unknown as PlainEvent
}

/** Where it was decided: as the claim says, or where its id stands; with all safeguards on, where the fact is stated. */
function codeOf(
  simulation: AnySimulation,
  fault: Fault | null,
  box: string,
  event: PlainEvent | null,
): CodeLines | null {
  const code: Readonly<Record<string, readonly CodeFile[] | undefined>> = simulation.code
  if (fault?.decision !== undefined) {
    const { box: at, file, line } = fault.decision
    return codeAround(
      at,
      (code[at] ?? []).filter(({ name }) => name === file),
      line,
    )
  }
  const needle = fault !== null ? `without('${fault.id}')` : event?.kind === 'state' ? saidOf(event.key) : null
  if (needle === null) return null
  const boxes = [box, ...Object.keys(code).filter((id) => id !== box)]
  for (const each of fault === null ? [box] : boxes) {
    const found = codeAround(each, code[each] ?? [], needle)
    if (found !== null) return found
  }
  return null
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
