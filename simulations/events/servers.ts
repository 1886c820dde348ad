/** What stands behind the boxes and outlives their processes, besides the database: the index, the provider, and what a switch puts in between. */
import { LetterBook } from './letter-book'
import { Lockstep } from './lockstep'
import { ProviderMemory } from './provider-memory'
import { SearchIndex } from './search-index'

export interface Servers {
  /** The search index, one for all indexers. */
  readonly index: SearchIndex
  readonly provider: ProviderMemory
  readonly letters: LetterBook
  /** What makes one reader of three, where the claim that they are apart is switched off. */
  readonly lockstep: Lockstep
  /** What was done to the one database of the warehouse last: each of its processes hears of it, and one does it. */
  readonly databaseAct: { last: string }
}

/** Empty servers. */
export function createServers(): Servers {
  return {
    index: new SearchIndex(),
    provider: new ProviderMemory(),
    letters: new LetterBook(),
    lockstep: new Lockstep(),
    databaseAct: { last: '' },
  }
}
