/** Opens live stores for a run, and takes away what the run leaves there. */
import type { LiveConnector, LiveNames, LiveStore, OpenLiveStore } from '~/infra/live-store'

const connectors = import.meta.glob<{ readonly live: LiveConnector }>('../../infra/*/live-node.ts')

/** The live stores of a run: at most one of a kind. */
export type LiveStores = readonly LiveStore[]

/** Stores that are open, by kind. */
export type OpenStores = ReadonlyMap<string, OpenLiveStore>

/** A store that could not be opened, with the reason as its cause. */
export class NotOpen extends Error {
  override readonly name = 'NotOpen'
  readonly kind: string

  constructor(kind: string, cause: unknown) {
    super(`${kind}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.kind = kind
  }
}

/** Names for one run, so that runs of the same stores do not meet. */
export function drawNames(): LiveNames {
  const bytes = crypto.getRandomValues(new Uint8Array(4))
  return { suffix: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') }
}

/** Whether runs can stand on a live store of a kind, by name. */
export function canBeLive(kind: string): boolean {
  return Object.hasOwn(connectors, `../../infra/${kind}/live-node.ts`)
}

/**
 * Connects to every store; nothing is created yet.
 * @throws {NotOpen} if one cannot be reached or refuses; those that were open are closed
 */
export async function openStores(stores: LiveStores, names: LiveNames): Promise<OpenStores> {
  const open = new Map<string, OpenLiveStore>()
  try {
    for (const store of stores) open.set(store.kind, await openStore(store, names))
    return open
  } catch (error) {
    await closeStores(open, true)
    throw error
  }
}

async function openStore(store: LiveStore, names: LiveNames): Promise<OpenLiveStore> {
  const load = connectors[`../../infra/${store.kind}/live-node.ts`]
  if (load === undefined) throw new Error(`a store of the kind "${store.kind}" cannot be live yet`)
  const { live } = await load()
  try {
    return await live.open(store, names)
  } catch (error) {
    throw new NotOpen(store.kind, error)
  }
}

/** Removes what the run has created, unless it is kept, and ends all connections. Tells what was removed, and what could not be. */
export async function closeStores(open: OpenStores, isKept: boolean): Promise<readonly string[]> {
  const told: string[] = []
  for (const [kind, store] of open) {
    try {
      if (!isKept) told.push(...(await store.clean()).map((line) => `${kind}: ${line}`))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      told.push(`${kind}: not removed (${why}): ${store.creates.join('; ')}`)
    }
    await store.close()
  }
  return told
}
