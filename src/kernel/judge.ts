/** The judge: asks every invariant about every event that concerns it, and keeps what was violated. */
import { arrowName } from './arrow'
import type { Evidence, Invariant, Violation } from './invariant'
import type { Json } from './json'
import { parameterValues } from './parameter'
import type { Run } from './run'
import { vocabularyOf, type AnySimulation } from './simulation'
import { KINDS, type EventBuffer, type Kind, type TraceEvent } from './trace'
import { NOTHING_OUTSIDE, outsideOf } from './unhealed'

/** How many violations of one invariant are kept; of further ones one in so many milliseconds, so that it is seen when there were any. */
const VIOLATIONS_KEPT = 100
const FURTHER_EVERY_MS = 500

interface Checker {
  readonly invariant: Invariant
  readonly state: unknown
  violations: number
  /** When the last violation that is kept came, in milliseconds. */
  keptAtMs: number
}

/** How one invariant stands. */
export interface Verdict {
  readonly id: string
  readonly kind: 'safety' | 'liveness'
  readonly held: boolean
  readonly violations: number
  readonly first: Violation | null
  /** The most telling violation, where violations have a size; otherwise the first. */
  readonly worst: Evidence | null
  readonly figures: { readonly [name: string]: Json }
}

/** Judges one run. */
export class Judge {
  /** Say so at the event that first violates an invariant which had held until then: any, or one of these. */
  stopAt: 'any' | readonly string[] = []
  readonly violations: Violation[] = []
  private readonly checkers: readonly Checker[]
  /** Who wants to see an event, by the indices of its kind and its arrow. */
  private readonly checkersOf: readonly (readonly (readonly Checker[])[])[]

  constructor(simulation: AnySimulation, run: Run) {
    const { diagram, invariants, parameters } = simulation
    const part = run.unhealed === undefined ? undefined : simulation.unhealed?.[run.unhealed]
    const outside = part === undefined ? NOTHING_OUTSIDE : outsideOf(part, vocabularyOf(simulation))
    this.checkers = invariants(parameterValues(parameters, run.settings), outside).map((invariant) => ({
      invariant,
      state: invariant.create(),
      violations: 0,
      keptAtMs: -Infinity,
    }))
    const arrows = ['', ...diagram.arrows.map(arrowName)]
    this.checkersOf = KINDS.map((kind) =>
      arrows.map((arrow) => this.checkers.filter(({ invariant }) => isConcerned(invariant, kind, arrow))),
    )
  }

  /** Hears of an event; true if it is one to stop at. */
  hear(event: EventBuffer): boolean {
    let isFirst = false
    for (const checker of this.checkersOf[event.kindIndex]![event.arrowIndex]!) {
      checker.invariant.step(checker.state, event)
      if (checker.invariant.kind === 'safety' && this.ask(checker, event)) isFirst = true
    }
    if (event.kind !== 'phase' || event.key !== 'end') return isFirst
    for (const checker of this.checkers) {
      if (checker.invariant.kind === 'liveness' && this.ask(checker, event)) isFirst = true
    }
    return isFirst
  }

  /** How every invariant stands. */
  verdicts(): Verdict[] {
    return this.checkers.map(({ invariant, state, violations }) => {
      const first = this.violations.find((violation) => violation.invariant === invariant.id) ?? null
      return {
        id: invariant.id,
        kind: invariant.kind,
        held: violations === 0,
        violations,
        first,
        worst: invariant.worst?.(state) ?? first?.evidence ?? null,
        figures: invariant.figures?.(state) ?? {},
      }
    })
  }

  private ask(checker: Checker, event: TraceEvent): boolean {
    const evidence = checker.invariant.broken(checker.state)
    if (evidence === null) return false
    checker.violations++
    if (checker.violations <= VIOLATIONS_KEPT || event.t >= checker.keptAtMs + FURTHER_EVERY_MS) {
      checker.keptAtMs = event.t
      this.violations.push({ invariant: checker.invariant.id, event: event.n, atMs: event.t, evidence })
    }
    return checker.violations === 1 && (this.stopAt === 'any' || this.stopAt.includes(checker.invariant.id))
  }
}

/** True if an invariant wants to see events of a kind on an arrow ('' for events on none). */
function isConcerned({ kinds, arrows }: Invariant, kind: Kind, arrow: string): boolean {
  if (kinds !== undefined && !kinds.includes(kind)) return false
  return arrow === '' || arrows === undefined || arrows.includes(arrow)
}
