/** How fast a run is played: what is asked of the engine, and what it manages. Pure functions of times. */

/** Speeds to choose from: virtual seconds per second of watching. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 100] as const

/** So much watching is owed at most, in milliseconds: a hitch is made up for, a slow device or a page that slept is not. */
const DEBT_MS_MAX = 500
/** The engine's clock moves in steps; being so little behind is not being behind. */
const STEP_MS = 0.2
/** Over how much watching the achieved speed is averaged. */
const WINDOW_MS = 1000

/** Where playback stands. */
export interface Pace {
  /** The virtual time that was asked for last, in milliseconds. */
  readonly targetMs: number
  /** The virtual time that was reached. */
  readonly nowMs: number
  /** Watching since the last question. */
  readonly elapsedMs: number
  readonly speed: number
}

/**
 * The virtual time to ask for next. Work is never skipped: an engine that fell behind by more than a hitch goes on from
 * where it is, later than the clock of the wall.
 */
export function nextTargetMs({ targetMs, nowMs, elapsedMs, speed }: Pace): number {
  const fromMs = Math.max(nowMs, targetMs) + elapsedMs * speed
  return Math.min(fromMs, nowMs + DEBT_MS_MAX * speed)
}

/** True if the engine has not reached what it was asked for. */
export function isBehind(nowMs: number, targetMs: number): boolean {
  return nowMs < targetMs - STEP_MS
}

/** The speed `steps` further up or down the list. */
export function speedBeside(speed: number, steps: number): number {
  const index = SPEEDS.findIndex((each) => each >= speed)
  const from = index < 0 ? SPEEDS.length - 1 : index
  return SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, from + steps))]!
}

/** One moment of watching and the virtual time it showed. */
export interface SpeedSample {
  readonly wallMs: number
  readonly nowMs: number
}

/** Adds a sample and drops those that are too old to matter. */
export function withSample(samples: readonly SpeedSample[], sample: SpeedSample): readonly SpeedSample[] {
  const kept = samples.filter(({ wallMs }) => sample.wallMs - wallMs <= WINDOW_MS)
  return [...kept, sample]
}

/** The speed that was achieved over the samples, or null if there is not enough to tell. */
export function achievedSpeed(samples: readonly SpeedSample[]): number | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.wallMs - first.wallMs < 250) return null
  return (last.nowMs - first.nowMs) / (last.wallMs - first.wallMs)
}

/** A speed in words: `1×`, `0.25×`, `98×`. */
export function formatSpeed(speed: number): string {
  const digits = speed >= 10 ? 0 : speed >= 1 ? 1 : 2
  return `${Number(speed.toFixed(digits))}×`
}

/** True if the achieved speed falls short of what was asked by more than jitter. */
export function fallsShort(achieved: number | null, asked: number): boolean {
  return achieved !== null && achieved < asked * 0.92
}
