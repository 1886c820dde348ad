/** How a live store is: it is connected to, asked something empty, and let go of. Nothing is created in it. */
import type { Connector } from '~/host/live/connector'
import { closeStores, openStores } from '~/host/live/open-stores'
import type { StackStore } from './live-stack'
import { createRedactor } from './redact'

/** `before` is how it was when it was last connected. Never rejects; the reason holds no credential. */
export async function lookAt(
  { kind, place, processes }: StackStore,
  suffix: string,
  before: Connector | undefined,
): Promise<Connector> {
  const isDisposable = processes.length > 0
  const own = { kind: kind.name, label: kind.label, isDisposable }
  try {
    const open = await openStores([{ kind: kind.name, url: place.url, isDisposable }], { suffix })
    const { title, version, roundTripMs, creates } = open.get(kind.name)!
    await closeStores(open, true)
    return { ...own, state: 'connected', title, version, roundTripMs, creates }
  } catch (error) {
    const why = createRedactor(place.secrets)(error instanceof Error ? error.message : String(error))
    return { creates: [], ...before, ...own, state: before === undefined ? 'refused' : 'lost', why }
  }
}
