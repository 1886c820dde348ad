/** The stores that `npm run live` is to stand on: those that were named, and a disposable stack of the others if asked for. */
import path from 'node:path'
import { canBeLive } from '~/host/live/open-stores'
import { LiveStack, type StackStore, type Surveyed } from '~/live/live-stack'
import { thisMachine } from '~/live/local/machine'
import { startLocalStack, type LocalStack } from '~/live/local/stack'
import { settle } from '~/live/loopback'
import { liveKinds, type Place } from '~/live/options'
import { sideBySide, stepByStep } from '~/live/step-by-step'
import { sendSpans, type SpanSender } from '~/live/run-spans'
import { UsageError } from './argument-reading'
import type { LiveArguments } from './live-arguments'

/** What was found, and started. */
export interface LiveStores {
  readonly stack: LiveStack
  readonly found: readonly Surveyed[]
  /** What is not installed, a line each. */
  readonly missing: readonly string[]
  /** Ends every run, which cleans up after itself, and then the disposable stack. */
  close(): Promise<void>
}

type Given = Pick<Exclude<LiveArguments, { command: 'help' }>, 'stores' | 'isLocal' | 'isOwner' | 'keeps' | 'otlp'>

/**
 * Finds out where the named stores are, starts the others if asked for, and looks at all of them; creates nothing in them.
 * @param isWanted whether a kind of store is of use: no other is started
 * @param early resolves if it is to end before; null is given back then
 * @throws {NotOurs} if a store is not on this machine; {Unusable} if one cannot be reached, or refuses; Error if one does not start
 */
export async function openLiveStores(
  given: Given,
  tell: (line: string) => void,
  early: Promise<null>,
  isWanted: (kind: string) => boolean = () => true,
): Promise<LiveStores | null> {
  const spans = given.otlp === undefined ? undefined : senderTo(given.otlp, tell)
  const named: StackStore[] = []
  for (const { kind, place } of given.stores)
    named.push({ kind, place: await settled(place, given.isOwner), processes: [], isOwned: given.isOwner })
  for (const { kind } of named.filter((store) => !canBeLive(store.kind.name))) {
    tell(`${kind.label} cannot be live yet, so it stays in the engine.`)
  }
  let local: LocalStack | null = null
  if (given.isLocal) {
    const kinds = liveKinds.filter(
      ({ name }) => canBeLive(name) && isWanted(name) && named.every(({ kind }) => kind.name !== name),
    )
    local = await Promise.race([startLocalStack(kinds, thisMachine(cacheFolder()), tell), early])
    if (local === null) return null
    for (const line of local.missing) tell(`Not installed, so it stays in the engine. ${line}`)
  }
  const started = (local?.stores ?? []).map(({ kind, url, processes }) => ({ kind, place: kind.option.read(url), processes })) // prettier-ignore
  const stack = new LiveStack({
    stores: [...named, ...started],
    keeps: given.keeps,
    tell,
    ...(spans === undefined ? {} : { spans }),
  })
  const close = () =>
    stepByStep(
      () => stack.close(),
      () => sideBySide([() => local?.stop(), () => spans?.close()]),
    )
  try {
    return { stack, found: await stack.survey(), missing: local?.missing ?? [], close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The address may be anybody's: it was named here, and never by a page. */
function senderTo(address: string, tell: (line: string) => void): SpanSender {
  try {
    return sendSpans(address, tell)
  } catch (error) {
    throw new UsageError(`--otlp: ${(error as Error).message}.`)
  }
}

/** The place, by the addresses that its names lead to now. */
async function settled(place: Place, isOwner: boolean): Promise<Place> {
  const servers = await Promise.all(place.servers.map((server) => settle(server, isOwner)))
  return { ...place, servers, url: place.through(servers) }
}

function cacheFolder(): string {
  return path.resolve(process.env['BOXES_ROOT'] ?? '.', '.cache')
}
