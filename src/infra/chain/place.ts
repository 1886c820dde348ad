/** The chain that a run stands on, in what whoever signs has to know of it. A real one says all of it; a modelled one is told it. */

/** What a chain calls itself, its coin and its addresses. */
export interface ChainTerms {
  readonly chainId: string
  /** Of addresses in bech32, without the `1`. */
  readonly prefix: string
  /** The coin that fees are paid in. */
  readonly denom: string
  /** What one unit of gas costs, in thousandths of the coin. */
  readonly gasPriceThousandths: number
  /** What the names of this run's accounts and contracts bear, so that runs on one chain do not meet; nothing on a chain of the run's own. */
  readonly tag: string
}

/** A chain on which what the run needs is there. */
export interface ChainPlace extends ChainTerms {
  /** Addresses of its contracts, in the order in which they were to be made. */
  readonly contracts: readonly string[]
  /** The last block before the run. */
  readonly height: number
  /** The chain's clock is ahead of the run's by so much, in milliseconds. */
  readonly aheadMs: number
}
