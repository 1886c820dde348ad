/** The fraud check: synchronous, and a function of the order alone, so that it can be asked twice. */
import type { Component, Context } from '~/kernel/component'
import { sampleMs } from '~/kernel/distribution'
import type { Score, ScoreRequest } from '../messages'

const WORK = { kind: 'exponential', minMs: 3, meanMs: 4 } as const
/** Scores from here on are refused. */
const REJECT_FROM = 970
/** Amounts from here on, in minor units, look worse. */
const LARGE_AMOUNT = 90_000

/** The code of the fraud service. */
export function createFraud(context: Context): Component {
  const decided: Record<Score['risk'], number> = { accept: 0, reject: 0 }
  return {
    async handle(message) {
      await context.clock.sleep(sampleMs(WORK, context.rng))
      const { card, amount } = (message as ScoreRequest).order
      // The last digits of the card stand in for what a model would know of it.
      const score = (Number(card.slice(-3)) + (amount >= LARGE_AMOUNT ? 20 : 0)) % 1_000
      const risk = score >= REJECT_FROM ? 'reject' : 'accept'
      decided[risk]++
      return { risk, score } satisfies Score
    },
    inspect: () => ({ rejectFrom: REJECT_FROM, decided: { ...decided } }),
  }
}
