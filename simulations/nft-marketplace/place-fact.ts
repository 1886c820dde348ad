/** Where the marketplace of a run is, for those who judge it: on the modelled chain, unless the box of a real one says otherwise. */
import type { TraceEvent } from '~/kernel/trace'
import { factOf, type PlaceFact } from './facts'
import { modelled, type Marketplace } from './marketplace'

/** The marketplace of the modelled chain. */
export const MODELLED: PlaceFact = placeFactOf(modelled)

/** What the box of a real chain states of the marketplace on it. */
export function placeFactOf({ market, operator, collections, wallets, height }: Marketplace): PlaceFact {
  return {
    market,
    treasury: operator.address,
    collections: collections.map(({ address }) => address),
    names: Object.fromEntries(wallets.map(({ address, name }) => [address, name])),
    height,
  }
}

/** What an event says of the place; null for any other event. */
export function placeIn(event: TraceEvent): PlaceFact | null {
  return factOf<PlaceFact>(event, 'chain', 'place')
}

/** An address as people would say it: a name, or its two ends. */
export function nameIn({ names }: PlaceFact, address: string): string {
  return names[address] ?? `${address.slice(0, 9)}…${address.slice(-4)}`
}
