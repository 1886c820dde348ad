/** Where the playing of a recording is. Pure bookkeeping; its time is watching time and stands still when nobody plays it. */
import type { Recording, Scene } from '~/projections/recording'
import { Dots } from '../diagram/dots'

/** How long the last picture stays before the recording begins again, in milliseconds. */
export const HOLD_MS = 1500
/** A longer hitch between two pictures is not made up for. */
const HITCH_MS = 100

/** Plays a recording at the speed of the run, over and over. */
export class Playback {
  readonly dots = new Dots()
  /** Milliseconds since the recording began. */
  atMs = 0
  private shown = -1
  private readonly scenes: readonly Scene[]
  private readonly stepMs: number

  constructor(scenes: readonly Scene[], { stepMs }: Pick<Recording, 'stepMs'>) {
    this.scenes = scenes
    this.stepMs = stepMs
  }

  /** What is shown now. */
  get scene(): Scene {
    return this.scenes[Math.max(0, this.shown)]!
  }

  /** How much of the recording has been shown, from 0 to 1. */
  get share(): number {
    return Math.min(1, this.atMs / this.lengthMs)
  }

  /** Goes on by so much watching time. */
  advance(ms: number): void {
    this.atMs += Math.min(HITCH_MS, ms)
    if (this.atMs >= this.lengthMs + HOLD_MS) {
      this.atMs = 0
      this.shown = -1
      this.dots.clear()
    }
    const step = Math.min(this.scenes.length - 1, Math.floor(this.atMs / this.stepMs))
    while (this.shown < step) {
      this.shown++
      const scene = this.scenes[this.shown]!
      this.dots.take(scene, this.atMs, 1)
    }
  }

  private get lengthMs(): number {
    return this.scenes.length * this.stepMs
  }
}
