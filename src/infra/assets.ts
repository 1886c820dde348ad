/** Where a host gets what engines of a kind of store boot from. */
import type { Assets } from '~/kernel/simulation'

/** Bytes of an asset that have come, and how many there are in all. */
export interface LoadProgress {
  readonly loadedBytes: number
  readonly totalBytes: number
}

/** Loads each asset of a kind of store by its name. `progress` hears of the bytes as they come, where the host can tell. */
export type AssetLoaders = {
  readonly [Name in keyof Assets]?: (progress: (progress: LoadProgress) => void) => Promise<Assets[Name]>
}
