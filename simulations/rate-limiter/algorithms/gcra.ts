/** Generic cell rate algorithm (ITU-T I.371): a token bucket kept as one instant. */
import { defineAlgorithm } from './algorithm'
import source from './gcra.lua?raw'

/** Bursts to a fifth of the limit, then the limit's rate: burst + rate × window in any window. */
export const gcra = defineAlgorithm('gcra', source, (limit) => limit + Math.max(1, Math.floor(limit / 5)))
