/** Opens live stores for a run, and takes away what the run leaves there. */
import type { LiveConnector, LiveNames, LiveStore, OpenLiveStore } from '~/infra/live-store'
import { inTime } from '../in-time'

const connectors = import.meta.glob<{ readonly live: LiveConnector }>('../../infra/*/live-node.ts')

/** The live stores of a run: at most one of a kind. */
export type LiveStores = readonly LiveStore[]

/** Stores that are open, by kind. */
export type OpenStores = ReadonlyMap<string, OpenLiveStore>

/** How long a store may take to remove what a run has left there, and to end its connections, in milliseconds. */
const PATIENCE_MS = 10_000

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
export async function closeStores(
  open: OpenStores,
  isKept: boolean,
  patienceMs = PATIENCE_MS,
): Promise<readonly string[]> {
  const told = await Promise.all(Array.from(open, ([kind, store]) => leave(kind, store, isKept, patienceMs)))
  return told.flat()
}

/** A store that hangs, or fails, keeps nobody from leaving it, nor from cleaning up the others. */
async function leave(kind: string, store: OpenLiveStore, isKept: boolean, patienceMs: number): Promise<string[]> {
  const notRemoved = (why: string) => [`not removed (${why}): ${store.creates.join('; ')}`]
  const clean = async () => {
    try {
      return await store.clean()
    } catch (error) {
      return notRemoved(error instanceof Error ? error.message : String(error))
    }
  }
  const told = isKept ? [] : await inTime(clean(), patienceMs, notRemoved('no answer'))
  await inTime(
    store.close().catch(() => undefined),
    patienceMs,
    undefined,
  )
  return told.map((line) => `${kind}: ${line}`)
}
