/** How long a message takes one way, as one reads it off a dashboard: the least, the quartiles, the most, in milliseconds. */

/** Within a data centre. */
export const LOCAL_HOP = { kind: 'quantiles', ms: [0.2, 0.3, 0.5, 1.2, 3] } as const
/** From a client's network to the edge. */
export const EDGE_HOP = { kind: 'quantiles', ms: [2, 5, 12, 35, 80] } as const
/** To a provider across the internet. */
export const PROVIDER_HOP = { kind: 'quantiles', ms: [4, 6, 9, 16, 30] } as const
/** To another company on another continent. */
export const ABROAD_HOP = { kind: 'quantiles', ms: [4, 8, 15, 40, 90] } as const
