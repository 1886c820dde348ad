/** L1 to L3: everybody is decided in time; once all is healed nobody is refused and all gateways ask Redis again. */
import { defineInvariant, sinceSettled, type Evidence } from '~/kernel/invariant'
import type { TraceEvent } from '~/kernel/trace'
import type { Outside } from '~/kernel/unhealed'
import type { Parameters } from '../parameters'
import type { DecisionFact } from '../requests'
import type { Admissions } from './admissions'

/** What a decision may take besides the Redis deadline, in milliseconds: one step of the time grid and some. */
const SLACK_MS = 1

function decisionOf(event: TraceEvent): DecisionFact | null {
  return event.kind === 'state' && event.key === 'decision' ? (event.data as DecisionFact) : null
}

interface DeadlineState {
  readonly open: Map<number, { readonly atMs: number; readonly request: number }>
  decided: number
  slowestMs: number
  late: number
  first: Evidence | null
}

/** L1: a request that reached a running gateway is decided within the Redis deadline. */
export function decidedInTime(parameters: Parameters) {
  const deadlineMs = parameters.redisTimeoutMs + SLACK_MS
  const stops = new Set(['freeze', 'slow', 'crash', 'restart'])
  return defineInvariant<DeadlineState>({
    id: 'decided-in-time',
    kind: 'liveness',
    label: 'decided within the deadline',
    statement: 'Every request is decided within the Redis deadline, even if Redis hangs.',
    kinds: ['recv', 'reply', 'state', 'fault', 'heal', 'action', 'crash'],
    arrows: ['clients~gateway', 'abuser~gateway'],
    create: () => ({ open: new Map(), decided: 0, slowestMs: 0, late: 0, first: null }),
    step: (state, event) => {
      // A gateway that was stopped by force owes nothing for what it had in work.
      if (event.node === 'gateway' && stops.has(event.key)) state.open.clear()
      if (event.kind === 'recv' && event.node === 'gateway') {
        state.open.set(event.n, { atMs: event.t, request: event.id })
      }
      // An injected error or a full queue answers before the gateway's code sees the request.
      if (event.kind === 'reply' && event.key !== '') state.open.delete(event.cause)
      const fact = decisionOf(event)
      const open = fact === null ? undefined : state.open.get(event.cause)
      if (fact === null || open === undefined) return
      state.open.delete(event.cause)
      state.decided++
      const tookMs = event.t - open.atMs
      state.slowestMs = Math.max(state.slowestMs, tookMs)
      if (tookMs <= deadlineMs) return
      state.late++
      state.first ??= {
        summary: `request ${fact.request} waited ${tookMs.toFixed(1)} ms for its decision, the deadline is ${deadlineMs} ms`,
        request: fact.request,
        did: 'The gateway waited for Redis beyond its deadline',
        measure: { value: tookMs, bound: deadlineMs, unit: 'ms for a decision' },
        figures: { tookMs, deadlineMs },
      }
    },
    broken: ({ open, first, late }) => {
      const figures = { undecided: open.size, late }
      const [oldest] = open.values()
      if (oldest === undefined) return first === null ? null : { ...first, figures: { ...first.figures, ...figures } }
      return { summary: `${open.size} requests were never decided`, request: oldest.request, figures }
    },
    figures: ({ decided, slowestMs }) => ({ decided, slowestMs: Math.round(slowestMs * 10) / 10 }),
  })
}

/** How long after healing things must be as before: two windows, in which old counts run out and probes come back. */
function graceMs({ windowMs, probeMs }: Parameters): number {
  return Math.max(2 * windowMs, 3 * probeMs)
}

/** True if a gateway is asked for nothing: it is not healed itself, or its Redis is not. */
function isLeft(outside: Outside, gateway: number): boolean {
  return outside.has('redis') || outside.has('gateway', gateway)
}

interface RecoveryState {
  settledAtMs: number
  decided: number
  first: Evidence | null
}

/** L2: after healing and two windows nobody is refused who is below its limits. */
export function nobodyRefusedAfterHealing(parameters: Parameters, admissions: Admissions, outside: Outside) {
  return defineInvariant<RecoveryState>({
    id: 'recovers',
    kind: 'liveness',
    label: 'nobody refused after healing',
    statement: 'Two windows after everything is healed, traffic below its limits is admitted, all of it.',
    kinds: ['state', 'phase'],
    create: () => ({ settledAtMs: Infinity, decided: 0, first: null }),
    step: (state, event) => {
      const sinceMs = sinceSettled(state, event)
      const fact = decisionOf(event)
      admissions.read(event)
      if (fact === null || sinceMs < graceMs(parameters) || isLeft(outside, event.instance)) return
      state.decided++
      if (fact.allowed || admissions.isNearlyFull(fact, event.t)) return
      state.first ??= {
        summary: `request ${fact.request} of ${fact.tenant} was refused ${(sinceMs / 1000).toFixed(1)} s after healing, by ${fact.source}`,
        request: fact.request,
        did: 'It was refused although nothing is broken any more',
        figures: { key: fact.key, source: fact.source },
      }
    },
    broken: ({ first }) => first,
    figures: ({ decided }) => ({ decidedAfterHealing: decided }),
  })
}

interface AgreementState {
  settledAtMs: number
  readonly instances: Set<number>
  first: Evidence | null
}

/** L3: after healing and two windows every gateway decides by Redis again, so that all see the same counts. */
export function gatewaysAgree(parameters: Parameters, outside: Outside) {
  return defineInvariant<AgreementState>({
    id: 'gateways-agree',
    kind: 'liveness',
    label: 'all gateways back on Redis',
    statement: 'Two windows after everything is healed, all gateways decide by Redis again and so see the same counts.',
    kinds: ['state', 'phase'],
    create: () => ({ settledAtMs: Infinity, instances: new Set(), first: null }),
    step: (state, event) => {
      const sinceMs = sinceSettled(state, event)
      const fact = decisionOf(event)
      if (fact === null || sinceMs < graceMs(parameters) || isLeft(outside, event.instance)) return
      state.instances.add(event.instance)
      if (fact.source === 'redis' || fact.source === 'over-limit-cache') return
      state.first ??= {
        summary: `gateway #${event.instance} still decides by ${fact.source} ${(sinceMs / 1000).toFixed(1)} s after healing`,
        request: fact.request,
        did: 'The gateway does not ask Redis although it is back',
        figures: { instance: event.instance, source: fact.source },
      }
    },
    broken: ({ first }) => first,
    figures: ({ instances }) => ({ gatewaysHeard: instances.size }),
  })
}
