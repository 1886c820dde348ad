/** S7: Redis decides by its own clock; whatever a gateway believes the time to be changes nothing. */
import { REDIS_EPOCH_MS } from '~/infra/redis/port'
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { HISTORY_ARROW, HISTORY_KINDS, type RedisHistory } from './redis-history'

interface State {
  largestMs: number
  /** How far the clock of Redis itself has been set off, in milliseconds. */
  redisSkewMs: number
  /** How far the clock of a live Redis is ahead of the run's; 0 where Redis has the run's clock. */
  aheadMs: number
  /** Since when Redis has been frozen, and how long its last freeze was: an answer may wait in a frozen process. */
  frozenAtMs: number
  frozenForMs: number
  found: Evidence | null
}

/** An answer leaves Redis at most so much later than the script read the clock: the longest modelled script, in ms. */
const SERVICE_MS_MAX = 1_000
/** The run itself may be late by the clock of a live server, by so many milliseconds more than when that was last read. */
const LATE_MS_MAX = 3_000

/** The checker: the instant at which a script counted lies within the time Redis worked on it. */
export function skewProof(history: RedisHistory) {
  return defineInvariant<State>({
    id: 'skew-proof',
    kind: 'safety',
    label: 'decided by the clock of Redis',
    statement:
      'The instant at which a request is counted is the time of Redis, not that of a gateway with a wrong clock.',
    kinds: [...HISTORY_KINDS, 'fault', 'heal', 'state'],
    arrows: [HISTORY_ARROW],
    create: () => ({ largestMs: 0, redisSkewMs: 0, aheadMs: 0, frozenAtMs: 0, frozenForMs: 0, found: null }),
    step: (state, event) => {
      state.found = null
      if (event.kind === 'state') {
        if (event.node === 'redis' && event.key === 'clock') {
          state.aheadMs = (event.data as { readonly aheadMs: number }).aheadMs
        }
        return
      }
      if (event.node === 'redis' && event.key === 'skew') {
        const skewMs = Number((event.data as { readonly value?: string }).value ?? 0)
        state.redisSkewMs += event.kind === 'fault' ? skewMs : -skewMs
      }
      if (event.node === 'redis' && event.key === 'freeze') {
        if (event.kind === 'fault') state.frozenAtMs = event.t
        else state.frozenForMs = event.t - state.frozenAtMs
      }
      const consumption = history.read(event)
      if (consumption === null || consumption.remaining === undefined) return
      const offMs = event.t + state.redisSkewMs - (consumption.nowUs / 1000 - REDIS_EPOCH_MS - state.aheadMs)
      state.largestMs = Math.max(state.largestMs, Math.abs(offMs))
      const earlyMs = state.aheadMs === 0 ? 0.2 : LATE_MS_MAX
      if (offMs > -earlyMs && offMs < SERVICE_MS_MAX + state.frozenForMs) return
      state.found = {
        summary: `request ${consumption.request} was counted ${Math.abs(offMs).toFixed(0)} ms ${offMs < 0 ? 'ahead of' : 'behind'} the time`,
        request: consumption.request,
        did: 'Redis counted by another clock than its own',
        figures: { offMs },
      }
    },
    broken: ({ found }) => found,
    figures: ({ largestMs }) => ({ largestMs: Math.round(largestMs * 10) / 10 }),
  })
}
