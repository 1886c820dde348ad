/** One counter per key and clock window: cheapest, and up to twice the limit around a boundary. */
import { defineAlgorithm } from './algorithm'
import source from './fixed-window.lua?raw'

/** Fixed window. Any window may span two clock windows. */
export const fixedWindow = defineAlgorithm('fixed-window', source, {
  admittedMax: (limit) => 2 * limit,
  resetMs: (windowMs) => windowMs,
})
