/** S6: no key stays in Redis without an expiry, and none longer than twice the window. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Parameters } from '../parameters'
import { unsureUntilMs } from './evidence'

/** The fact that the Redis box states now and then about its keys. */
interface KeyspaceFact {
  readonly keys: number
  readonly withoutExpiry: number
  readonly longestTtlMs: number
}

interface State {
  audits: number
  mostKeys: number
  unsureUntilMs: number
  found: Evidence | null
}

/** The checker. It rests on the audits of the Redis box, which count and sample the real keys. */
export function keysExpire(parameters: Parameters) {
  const ttlMaxMs = 2 * parameters.windowMs
  return defineInvariant<State>({
    id: 'keys-expire',
    kind: 'safety',
    label: 'every key expires',
    statement: 'Every key in Redis has an expiry of at most twice the window, so that quiet callers cost no memory.',
    kinds: ['state', 'fault', 'heal'],
    create: () => ({ audits: 0, mostKeys: 0, unsureUntilMs: 0, found: null }),
    step: (state, event) => {
      state.found = null
      // A clock of Redis that jumps back leaves times to live that are longer by the jump, until they have run out.
      if (event.key === 'skew') {
        state.unsureUntilMs = Math.max(state.unsureUntilMs, unsureUntilMs(event, parameters.windowMs) ?? 0)
      }
      if (event.key !== 'keyspace') return
      const { keys, withoutExpiry, longestTtlMs } = event.data as KeyspaceFact
      state.audits++
      state.mostKeys = Math.max(state.mostKeys, keys)
      const figures = { keys, withoutExpiry, longestTtlMs, ttlMaxMs }
      if (withoutExpiry > 0) {
        state.found = {
          summary: `${withoutExpiry} of ${keys} keys in Redis have no expiry`,
          request: 0,
          did: 'Keys were written without an expiry',
          decided: event.n,
          measure: { value: withoutExpiry, bound: 0, unit: 'keys without an expiry' },
          figures,
        }
      } else if (longestTtlMs > ttlMaxMs && event.t >= state.unsureUntilMs) {
        state.found = {
          summary: `a key lives ${longestTtlMs} ms longer, at most ${ttlMaxMs} ms`,
          request: 0,
          did: 'A key was given too long a life',
          decided: event.n,
          measure: { value: longestTtlMs, bound: ttlMaxMs, unit: 'ms to live' },
          figures,
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ audits, mostKeys }) => ({ audits, mostKeys }),
  })
}
