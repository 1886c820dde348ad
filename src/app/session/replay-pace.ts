/** How what was played before is shown again: at the speed of whoever watches, however slow. */

/** A hitch of the page is made up for as far as this, in milliseconds of watching. */
const HITCH_MS_MAX = 500

/** The time to show next. It waits for no engine, so that it moves on between two keyframes, too. */
export function nextReplayMs(atMs: number, elapsedMs: number, speed: number): number {
  return atMs + Math.min(elapsedMs, HITCH_MS_MAX) * speed
}
