/** What is wrong with a live store that cannot be used: which one, in its own words, and what can be done. No text holds a credential. */
import type { LiveTrouble } from '~/infra/live-place'
import type { StackStore } from './live-stack'
import { createRedactor } from './redact'

/** What is wrong. */
export interface Trouble {
  /** Goes after the name of the store, or after "It". */
  readonly why: string
  /** The server is there, and turns us away. */
  readonly isRefusal: boolean
}

/** Stores that cannot be used, a line each. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
  /** Whoever called has named all of them, so it is up to him. */
  readonly isNamed: boolean

  constructor(stores: readonly { readonly store: StackStore; readonly trouble: Trouble }[]) {
    super(stores.map(({ store: { kind, place }, trouble }) => `${kind.label} at ${place.shown} ${trouble.why}`).join('\n'))
    this.isNamed = stores.every(({ store }) => store.processes.length === 0)
  }
} // prettier-ignore

/** What may be wrong with any. */
const ANY: readonly LiveTrouble[] = [
  {
    says: /\bECONNREFUSED\b/,
    is: 'cannot be reached: nobody listens there',
    remedy: 'start it, or name another one',
  },
  {
    says: /\b(EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT)\b|no connection in time|timed out/,
    is: 'cannot be reached',
    remedy: 'see whether it runs, and whether something lies between',
  },
  {
    says: /\bno answer\b|has not answered|timeout expired/,
    is: 'does not answer',
    remedy: 'see whether it hangs, and whether it is what it is taken for',
  },
]

/** Tells what an error of a store means. */
export function troubleOf({ kind, place }: Pick<StackStore, 'kind' | 'place'>, error: unknown): Trouble {
  const said = error instanceof Error ? error.message : String(error)
  // Who says it, such as "Redis: ", is known already.
  const words = createRedactor(place.secrets)(said.replace(/^\S+: (?=\S)/, '')).replace(/\.$/, '')
  const found = [...kind.option.troubles, ...ANY].find(({ says }) => says.test(said))
  if (found === undefined) return { why: `cannot be used: ${words}.`, isRefusal: false }
  return { why: `${found.is} (${words}): ${found.remedy}.`, isRefusal: found.isRefusal === true }
}
