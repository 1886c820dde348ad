/** What befalls a cluster of three brokers, by chance: crashes, freezes, cuts, loss, duplicates, delays, one over the other. */
import type { Rng } from '~/kernel/random'

const TROUBLES_MAX = 5
const SPAN_MS_MAX = 12_000

/** Actions between two instants; the last of them is over at most twelve seconds later. */
export function drawTroubles(rng: Rng, fromMs: number, untilMs: number): string[] {
  return Array.from({ length: 1 + rng.int(TROUBLES_MAX) }, () => {
    const startMs = fromMs + rng.int(untilMs - fromMs)
    return `${drawTrouble(rng)}@${startMs}-${startMs + 500 + rng.int(SPAN_MS_MAX - 500)}`
  })
}

function drawTrouble(rng: Rng): string {
  const broker = rng.int(3)
  const pair = `kafka/${broker}~kafka/${(broker + 1 + rng.int(2)) % 3}`
  const troubles = [
    `crash:kafka/${broker}`,
    'crash:kafka',
    `freeze:kafka/${broker}`,
    `partition:${pair}`,
    `partition:${pair}=requests`,
    `clog:${pair}`,
    `loss:kafka~kafka=0.${1 + rng.int(5)}`,
    'duplicate:kafka~kafka=0.3',
    'reorder:kafka~kafka=300',
  ]
  return troubles[rng.int(troubles.length)]!
}
