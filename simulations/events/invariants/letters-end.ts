/** L4: what was put aside does not stay there for ever. */
import { defineInvariant } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import type { DeadLetterFact, HandledFact, ReplayFact } from '../facts'
import type { Parameters } from '../parameters'
import { REQUEST_TIMEOUT_MS } from '../components/request-timeout'
import { DEAD_LETTER_TOPIC, REPLAY_GROUP, retryTopic, type Group } from '../topics'
import { FACTS, factOf, isEventTopic, isLoad } from './facts-of'
import { isAnyGone, isGone, isLogGone } from './gone'
import { LogBounds, type Place } from './log-bounds'
import { OfflinePartitions } from './offline'
import { SendingTime } from './sending-time'

/** A broker that stays down is missed after `broker.session.timeout.ms`, 9 s; then others lead, and clients learn of it. */
const FAILOVER_MS = 12_000

interface Letter extends Place {
  /** Since when the event has been among the dead letters. */
  readonly t: number
  /** The worker's idle time by then. */
  readonly idleMs: number
  /** Since when its last copy may have been there. */
  readonly placedMs: number
  readonly group: Group
  readonly event: string
}

interface OpenState {
  /** Letters without an end, by group and event, with the place of the last copy. */
  readonly open: Map<string, Letter>
  readonly bounds: LogBounds
  readonly offline: OfflinePartitions
  readonly sending: SendingTime
  /** The worker's idle time when something was last broken or mended, or a group formed anew. */
  disturbedIdleMs: number
  nowMs: number
}

/** A reader has tried its letter, and the next round finds it among the dead letters again. */
const TRY_MS = 1_000

/**
 * The longest that a letter takes to its end when nothing is broken any more, in milliseconds: a worker or a reader that died waits for
 * its old self's session; then a letter is sent in as many rounds as it has tries, and parked in the one after them. What the worker
 * sends meanwhile comes on top of that (`sending-time.ts`).
 */
export function letterEndMs({ replayEveryMs, replayAttemptsMax, sessionTimeoutMs }: Parameters): number {
  return sessionTimeoutMs + (replayAttemptsMax + 1) * replayEveryMs + TRY_MS
}

/** A letter that is not poison ends; what is poison ends with the parked ones. In a round that fails nothing is tried. */
export function lettersEnd(parameters: Parameters, outside: Outside) {
  const graceMs = letterEndMs(parameters) + (isAnyGone(outside, 'kafka') ? FAILOVER_MS : 0)
  return defineInvariant<OpenState>({
    id: 'letters-end',
    kind: 'liveness',
    label: 'dead letters end',
    statement: 'Every dead letter is replayed, superseded or parked in the end, unless it is not in the log any more.',
    kinds: [...FACTS, 'fault', 'heal', 'crash', 'restart'],
    create: () => ({
      open: new Map(),
      bounds: new LogBounds(),
      offline: new OfflinePartitions(outside),
      sending: new SendingTime(parameters),
      disturbedIdleMs: 0,
      nowMs: 0,
    }),
    step: (state, event) => {
      state.nowMs = event.t
      state.sending.step(event)
      // A member whose answer was lost joins again only after that request's time, and then the group begins anew.
      const isAssigned = factOf<object>(event, 'assignment') !== null
      if (isAssigned || (event.kind !== 'state' && !isLoad(event))) {
        state.disturbedIdleMs = state.sending.idleMs(event.t)
      }
      if (state.bounds.step(event)) forgetGone(state)
      state.offline.step(event)
      const letter = factOf<DeadLetterFact>(event, 'dead-letter')
      if (letter !== null) {
        move(state, letter, {
          topic: DEAD_LETTER_TOPIC,
          partition: letter.letterPartition,
          offset: letter.letterOffset,
        })
      }
      const replay = factOf<ReplayFact>(event, 'replay')
      if (replay?.outcome === 'parked') state.open.delete(nameOf(replay))
      else if (replay !== null && state.open.has(nameOf(replay))) move(state, replay, replay)
      const handled = factOf<HandledFact>(event, 'handled')
      if (handled !== null && !isEventTopic(handled.topic) && handled.outcome !== 'dead-lettered') {
        state.open.delete(nameOf(handled))
      }
    },
    broken: ({ open, offline, sending, disturbedIdleMs, nowMs }) => {
      if (isGone(outside, 'replay') || isLogGone(outside)) return null
      if (offline.hasAnyOf(DEAD_LETTER_TOPIC) || offline.hasCoordinatorOf(REPLAY_GROUP)) return null
      const nowIdleMs = sending.idleMs(nowMs)
      for (const { t, idleMs, group, event } of open.values()) {
        const isOut = isGone(outside, group) || offline.hasAnyOf(retryTopic(group)) || offline.hasCoordinatorOf(group)
        const waitedMs = nowIdleMs - Math.max(idleMs, disturbedIdleMs)
        if (isOut || waitedMs < graceMs) continue
        return {
          summary: `event ${event} has been among the dead letters of ${group} for ${((nowMs - t) / 1000).toFixed(1)} s`,
          request: 0,
          did: 'Nobody ended the dead letter',
          measure: { value: waitedMs, bound: graceMs, unit: 'ms without sending' },
          figures: { group, event, open: open.size },
        }
      }
      return null
    },
  })
}

function nameOf({ group, event }: { readonly group: string; readonly event: string }): string {
  return `${group} ${event}`
}

/** The letter lies somewhere else now; how long it has been one does not change. */
function move(
  { open, nowMs, bounds, sending }: OpenState,
  letter: { readonly group: Group; readonly event: string },
  { topic, partition, offset }: Place,
): void {
  const { group, event } = letter
  const { t, idleMs } = open.get(nameOf(letter)) ?? { t: nowMs, idleMs: sending.idleMs(nowMs) }
  const placedMs = nowMs - REQUEST_TIMEOUT_MS
  if (bounds.isGone({ topic, partition, offset }, placedMs)) open.delete(nameOf(letter))
  else open.set(nameOf(letter), { t, idleMs, placedMs, group, event, topic, partition, offset })
}

function forgetGone({ open, bounds }: OpenState): void {
  for (const [name, letter] of open) if (bounds.isGone(letter, letter.placedMs)) open.delete(name)
}
