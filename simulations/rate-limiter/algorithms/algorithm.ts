/** What the four algorithms have in common: one script that decides for several keys at once. */
import { defineScript, type RedisScript } from '~/infra/redis/script'

/** A way of counting. */
export interface Algorithm {
  readonly id: 'sliding-log' | 'sliding-counter' | 'fixed-window' | 'gcra'
  readonly file: string
  readonly source: string
  /** The script for three policies, and the one for a single shared key. */
  readonly composite: RedisScript
  readonly shared: RedisScript
  /** The most that any window of the limit's length may admit. */
  admittedMax(limit: number): number
  /** Left alone for so long, in milliseconds, a quota is whole again, however much of it was used. */
  resetMs(windowMs: number, guardMs: number): number
}

/** What an algorithm promises besides what its script tells. */
type Promises = Pick<Algorithm, 'admittedMax' | 'resetMs'>

/** Defines an algorithm from its Lua. */
export function defineAlgorithm(id: Algorithm['id'], source: string, { admittedMax, resetMs }: Promises): Algorithm {
  return {
    id,
    file: `${id}.lua`,
    source,
    composite: defineScript({ name: id, keys: ['tenant', 'user', 'route'], source }),
    shared: defineScript({ name: id, keys: ['shared'], source }),
    admittedMax,
    resetMs,
  }
}
