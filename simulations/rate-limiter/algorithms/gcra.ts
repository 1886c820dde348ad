/** Generic cell rate algorithm (ITU-T I.371): a token bucket, in its form of a leaking one. */
import { defineAlgorithm } from './algorithm'
import source from './gcra.lua?raw'

/** Bursts to a fifth of the limit, then the limit's rate: burst + rate × window in any window. */
export const gcra = defineAlgorithm('gcra', source, {
  admittedMax: (limit) => limit + Math.max(1, Math.floor(limit / 5)),
  // A burst of one request leaks within window / limit, any other one within a fifth of the window.
  resetMs: (windowMs) => windowMs,
})
