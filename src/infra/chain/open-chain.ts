/** The chain of a run: one of the run's own, or a real one that the host has been given. */
import type { World } from '~/kernel/simulation'
import type { ChainOptions } from './consensus/node'
import type { LiveChainEngine } from './live/live-chain'
import type { ChainPlace, ChainTerms } from './place'
import type { Signer } from './send'

/** What a run needs on its chain before it begins. */
export interface ChainPlan {
  /** What a chain of its own begins with; on a real one what its genesis holds is made by transactions. */
  readonly options: ChainOptions
  /** Who made what is there: a real chain wants his signature. */
  readonly maker: Signer
}

/** A chain on which all of it is there. */
export interface OpenChain {
  readonly place: ChainPlace
  /** What a chain of the run's own begins with. Asked for once, for its genesis takes a while. */
  readonly begin: () => ChainOptions
  /** The real chain; null for one of the run's own. */
  readonly live: LiveChainEngine | null
}

/**
 * Opens the chain of a run.
 * @param modelled what is known of a chain of the run's own
 * @throws Error if a real chain cannot be told what the run needs, with the reason
 */
export async function openChain(
  world: World,
  modelled: ChainPlace,
  plan: (terms: ChainTerms) => ChainPlan,
): Promise<OpenChain> {
  const begin = () => plan(modelled).options
  const found = world.engines?.['chain'] as ((world: World) => Promise<LiveChainEngine>) | undefined
  if (found === undefined) return { place: modelled, begin, live: null }
  const engine = await found(world)
  return { place: await engine.prepare(plan), begin, live: engine }
}
