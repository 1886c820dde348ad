/** Times on a command line. */
import { RUN_MS_MAX } from '~/kernel/time'
import { clip, UsageError } from './argument-reading'

const UNIT_MS = { ms: 1, s: 1000, m: 60_000 } as const

/**
 * A time, in milliseconds.
 * @throws {UsageError} if it is none, or longer than the longest run
 */
export function parseDuration(name: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text)
  const durationMs = match === null ? NaN : Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]
  if (durationMs > 0 && durationMs <= RUN_MS_MAX) return durationMs
  const longest = `${RUN_MS_MAX / UNIT_MS.m}m`
  throw new UsageError(`--${name} is a time such as 60s, 1500ms or 2m, at most ${longest}, not "${clip(text)}".`)
}
