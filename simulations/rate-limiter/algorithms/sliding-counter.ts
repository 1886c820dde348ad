/** Two numbers per key: cheap, and off by as much as traffic within the previous window was uneven. */
import { defineAlgorithm } from './algorithm'
import source from './sliding-counter.lua?raw'

/** Weighted two-window counter. A burst at the very end of a window can be followed by nearly a full limit. */
export const slidingCounter = defineAlgorithm('sliding-counter', source, {
  admittedMax: (limit) => 2 * limit,
  // A window's count fades throughout the next one.
  resetMs: (windowMs) => 2 * windowMs,
})
