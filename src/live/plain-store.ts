/** A store of the stack, as its connector gets it. */
import type { LiveStore } from '~/infra/live-store'
import type { StackStore } from './live-stack'
import { settle } from './loopback'

export function plainStore({ kind, place, processes, isOwned = false }: StackStore): LiveStore {
  return {
    kind: kind.name,
    url: place.url,
    isDisposable: processes.length > 0,
    // A store may be here by a port that is forwarded, and tell of servers that are not.
    settle: (server) => settle(server, isOwned),
  }
}
