/** L4: what was put aside does not stay there for ever. */
import { defineInvariant } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import type { DeadLetterFact, HandledFact, ReplayFact } from '../facts'
import type { Parameters } from '../parameters'
import { DEAD_LETTER_TOPIC } from '../topics'
import { FACTS, factOf, isEventTopic, isLoad } from './facts-of'
import { isAnyGone, isGone, isLogGone } from './gone'
import { LogStarts, type Place } from './log-starts'

/** A broker that stays down is missed after `broker.session.timeout.ms`, 9 s; then others lead, and clients learn of it. */
const FAILOVER_MS = 12_000

interface Letter extends Place {
  /** Since when the event has been among the dead letters. */
  readonly t: number
  readonly group: string
  readonly event: string
}

interface OpenState {
  /** Letters without an end, by group and event, with the place of the last copy. */
  readonly open: Map<string, Letter>
  readonly starts: LogStarts
  /** When something was last broken or mended. */
  disturbedAtMs: number
  nowMs: number
}

/**
 * A letter that is not poison ends; what is poison ends with the parked ones. Both take a few rounds of the schedule, counted from
 * when nothing is broken any more: in a round that fails nothing is tried, and a worker that died waits for its old self's session.
 */
export function lettersEnd(
  { replayEveryMs: roundMs, replayAttemptsMax: rounds, sessionTimeoutMs: sessionMs }: Parameters,
  outside: Outside,
) {
  const graceMs = (rounds + 2) * roundMs + sessionMs + (isAnyGone(outside, 'kafka') ? FAILOVER_MS : 0)
  return defineInvariant<OpenState>({
    id: 'letters-end',
    kind: 'liveness',
    label: 'dead letters end',
    statement: 'Every dead letter is replayed, superseded or parked in the end, unless retention has deleted it.',
    kinds: [...FACTS, 'fault', 'heal', 'crash', 'restart'],
    create: () => ({ open: new Map(), starts: new LogStarts(), disturbedAtMs: 0, nowMs: 0 }),
    step: (state, event) => {
      state.nowMs = event.t
      if (event.kind !== 'state' && !isLoad(event)) state.disturbedAtMs = event.t
      if (state.starts.step(event)) forgetDeleted(state)
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
    broken: ({ open, disturbedAtMs, nowMs }) => {
      if (isGone(outside, 'replay') || isLogGone(outside)) return null
      for (const { t, group, event } of open.values()) {
        if (Math.max(t, disturbedAtMs) > nowMs - graceMs || isGone(outside, group)) continue
        return {
          summary: `event ${event} has been among the dead letters of ${group} for ${((nowMs - t) / 1000).toFixed(1)} s`,
          request: 0,
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
  { open, nowMs, starts }: OpenState,
  letter: { readonly group: string; readonly event: string },
  { topic, partition, offset }: Place,
): void {
  const { group, event } = letter
  const t = open.get(nameOf(letter))?.t ?? nowMs
  if (starts.isDeleted({ topic, partition, offset })) open.delete(nameOf(letter))
  else open.set(nameOf(letter), { t, group, event, topic, partition, offset })
}

function forgetDeleted({ open, starts }: OpenState): void {
  for (const [name, letter] of open) if (starts.isDeleted(letter)) open.delete(name)
}
