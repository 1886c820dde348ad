/**
 * Panels: what a box may offer the inspector to draw rather than to list. A component returns them from `inspect` as the field
 * `panels`, beside its plain values.
 */
import type { Tone } from './tone'

/** One thing to draw. Texts are ready to be read: with figures and units. */
export type Panel =
  /** A state machine: its states, the one it is in, and what leads from state to state. */
  | {
      readonly kind: 'machine'
      readonly label: string
      readonly current: string
      readonly states: readonly { readonly state: string; readonly tone: Tone }[]
      readonly steps: readonly { readonly from: string; readonly to: string; readonly when: string }[]
    }
  /** A level between 0 and `max`, with the limit at which something happens. */
  | {
      readonly kind: 'meter'
      readonly label: string
      readonly text: string
      readonly value: number
      readonly max: number
      readonly limit?: number
    }
  /** Amounts side by side, oldest first; each of several meanings, stacked. */
  | {
      readonly kind: 'bars'
      readonly label: string
      readonly text: string
      readonly bars: readonly (readonly { readonly tone: Tone; readonly value: number }[])[]
    }
