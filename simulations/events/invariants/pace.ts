/** Each reader at its own pace, and no partition waits behind a record that nobody can read. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { TraceEvent } from '~/kernel/trace'
import type { AppendFact, HandledFact, PoisonFact } from '../facts'
import type { Parameters } from '../parameters'
import { type Group } from '../topics'
import { factOf, isEventTopic, isLoad } from './facts-of'
import { LogBounds, type Place } from './log-bounds'

/** How long an event may take to a reader that nothing is wrong with: linger, replication, long polls, a batch before it. */
const REACH_MS = 3_000
/** After a fault of its own, a reader has its session, its rebalance and what has piled up to get through. */
const AFTER_FAULT_MS = 20_000

/** Topics are made, groups wait for their members, and everybody reads what has come meanwhile. */
const AFTER_START_MS = 8_000

interface Waiting extends Place {
  readonly t: number
  readonly request: number
  readonly event: string
}

interface PaceState {
  /** Acknowledged and not handled, by event, the oldest first; of the group that is looked at. */
  readonly waiting: Map<string, Waiting>
  readonly early: Set<string>
  readonly bounds: LogBounds
  /** Since when nothing is wrong that would excuse a delay. */
  calmSinceMs: number
  faults: number
  slowestMs: number
  found: Evidence | null
}

/** The faults that excuse a reader: its own, its arrow's, the log's and those of who writes. Another reader's do not. */
function concerns(event: TraceEvent, group: Group): boolean {
  if (isLoad(event)) return false
  const places = event.arrow === '' ? [event.node] : event.arrow.split('~')
  return (
    places.some((place) => place.split('/')[0] === group || place.split('/')[0] === 'kafka' || isWriter(place)) &&
    !isOthers(places, group)
  )
}

function isWriter(place: string): boolean {
  return ['orders', 'catalog', 'users', ''].includes(place.split('/')[0]!)
}

/** True for an arrow between the log and another reader. */
function isOthers(places: readonly string[], group: Group): boolean {
  return places.some(
    (place) =>
      ['search', 'warehouse', 'notifications', 'replay'].includes(place.split('/')[0]!) &&
      place.split('/')[0] !== group,
  )
}

/** The claim `consumer-groups`: what slows another reader does not delay the notifications. */
export const ownPace = defineInvariant<PaceState>({
  id: 'own-pace',
  kind: 'safety',
  label: 'own pace',
  statement: `As long as nothing is wrong with it or the log, an event reaches the Notification service within ${REACH_MS / 1000} s.`,
  kinds: ['state', 'fault', 'heal', 'action', 'crash', 'phase'],
  create: () => ({
    waiting: new Map(),
    early: new Set(),
    bounds: new LogBounds(),
    calmSinceMs: AFTER_START_MS,
    faults: 0,
    slowestMs: 0,
    found: null,
  }),
  step: (state, event) => {
    state.found = null
    if (event.kind !== 'state') {
      if (event.kind !== 'phase' && concerns(event, 'notifications')) state.calmSinceMs = event.t + AFTER_FAULT_MS
      return
    }
    if (state.bounds.step(event)) forgetGone(state.waiting, state.bounds)
    const append = factOf<AppendFact>(event, 'append')
    if (append !== null && !state.bounds.isGone(append, append.sinceMs) && !state.early.delete(append.event)) {
      const { topic, partition, offset } = append
      state.waiting.set(append.event, { t: event.t, request: event.id, event: append.event, topic, partition, offset })
    }
    const handled = factOf<HandledFact>(event, 'handled')
    if (handled === null || handled.group !== 'notifications' || !isEventTopic(handled.topic)) {
      judgePace(state, event.t)
      return
    }
    const waiting = state.waiting.get(handled.event)
    if (waiting === undefined) state.early.add(handled.event)
    else {
      state.waiting.delete(handled.event)
      if (event.t >= state.calmSinceMs) state.slowestMs = Math.max(state.slowestMs, event.t - waiting.t)
    }
    if (state.early.size > EARLY_MAX) state.early.clear()
  },
  broken: ({ found }) => found,
  figures: ({ slowestMs }) => ({ slowestMs }),
})

const EARLY_MAX = 20_000

function judgePace(state: PaceState, t: number): void {
  const oldest = state.waiting.values().next().value
  if (oldest === undefined || t < state.calmSinceMs || t - oldest.t <= REACH_MS) return
  state.waiting.delete(oldest.event)
  state.found = {
    summary: `event ${oldest.event} had not reached the Notification service after ${((t - oldest.t) / 1000).toFixed(1)} s, and nothing was wrong with it`,
    request: oldest.request,
    did: 'The Notification service had to wait',
    measure: { value: t - oldest.t, bound: REACH_MS, unit: 'ms on its way' },
    figures: { event: oldest.event, afterMs: t - oldest.t, waiting: state.waiting.size },
  }
}

/** What is not in the log any more reaches nobody, and blocks nobody. */
function forgetGone(waiting: Map<string, Waiting>, bounds: LogBounds): void {
  for (const [event, each] of waiting) if (bounds.isGone(each, each.t)) waiting.delete(event)
}

interface Stuck extends Waiting {
  groups: number
}

interface BlockState {
  /** Events that were spoilt and acknowledged, by place, until a group is past them. */
  readonly poison: Set<string>
  readonly stuck: Map<string, Stuck>
  readonly bounds: LogBounds
  disturbedUntilMs: number
  found: Evidence | null
}

const ALL: readonly Group[] = ['search', 'warehouse', 'notifications']

/** S8: a record that nobody can read steps aside within the time that its retries take. */
export function partitionMoves({ attemptsMax, retryBackoffMs }: Parameters) {
  const limitMs = REACH_MS + attemptsMax * retryBackoffMs + REACH_MS
  return defineInvariant<BlockState>({
    id: 'partition-moves',
    kind: 'safety',
    label: 'poison blocks nobody',
    statement: `A record that cannot be read blocks its partition for no more than ${limitMs / 1000} s.`,
    kinds: ['state', 'fault', 'heal', 'action', 'crash'],
    create: () => ({
      poison: new Set(),
      stuck: new Map(),
      bounds: new LogBounds(),
      disturbedUntilMs: 0,
      found: null,
    }),
    step: (state, event) => {
      state.found = null
      if (event.kind !== 'state') {
        if (event.key !== 'poison' && !isLoad(event)) state.disturbedUntilMs = event.t + AFTER_FAULT_MS
        return
      }
      if (state.bounds.step(event)) forgetGone(state.stuck, state.bounds)
      const poison = factOf<PoisonFact>(event, 'poison')
      if (poison !== null) state.poison.add(poison.event)
      const append = factOf<AppendFact>(event, 'append')
      if (append !== null && state.poison.has(append.event) && !state.bounds.isGone(append, append.sinceMs)) {
        const { topic, partition, offset } = append
        state.stuck.set(append.event, {
          t: event.t,
          request: event.id,
          event: append.event,
          topic,
          partition,
          offset,
          groups: (1 << ALL.length) - 1,
        })
      }
      const handled = factOf<HandledFact>(event, 'handled')
      const stuck = handled === null ? undefined : state.stuck.get(handled.event)
      if (stuck !== undefined && handled !== null) {
        stuck.groups &= ~(1 << ALL.indexOf(handled.group))
        if (stuck.groups === 0) state.stuck.delete(handled.event)
      }
      judgeBlock(state, event.t, limitMs)
    },
    broken: ({ found }) => found,
  })
}

function judgeBlock(state: BlockState, t: number, limitMs: number): void {
  for (const [name, { t: sinceMs, request, event, groups }] of state.stuck) {
    if (t < state.disturbedUntilMs || t - sinceMs <= limitMs) return
    state.stuck.delete(name)
    const waiting = ALL.filter((_, index) => (groups & (1 << index)) !== 0)
    state.found = {
      summary: `event ${event}, which nobody can read, has blocked its partition for ${((t - sinceMs) / 1000).toFixed(1)} s in ${waiting.join(', ')}`,
      request,
      did: 'The partition stood still',
      measure: { value: t - sinceMs, bound: limitMs, unit: 'ms blocked' },
      figures: { event, waiting },
    }
    return
  }
}
