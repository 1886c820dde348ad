/**
 * The suite on a live wasmd, which `npm run test:chain` builds, starts and names in `CHAIN_RPC`. Besides, the same transactions of the same
 * account cost the same gas on both chains.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { describeChain, play } from './conformance'
import { GAS_DIFFERENCES, GAS_ROUNDING_MAX } from './conformance-differences'
import { liveSession } from './live-session'
import { memorySession } from './memory-session'
import { OPERATIONS } from './operations'
import type { ChainSession } from './session'

const url = process.env['CHAIN_RPC']

describe.skipIf(url === undefined)('with a live chain', () => {
  let live: ChainSession
  describeChain('it', async () => {
    live = await liveSession(url!)
    return live
  })

  describe('gas', () => {
    let ours: readonly number[]
    beforeAll(async () => {
      const session = await memorySession()
      // oxlint-disable-next-line no-await-in-loop -- Each goes on where the one before ended.
      for (const operation of OPERATIONS) await play(session, operation)
      ours = gasOf(session)
    })

    test('every transaction costs what it costs on our chain, but for what is listed', () => {
      const theirs = gasOf(live)
      expect(theirs.length).toBeGreaterThan(8)
      const unexplained = ours.map((gas, place) => gas - theirs[place]! - (GAS_DIFFERENCES[place] ?? 0))
      expect(Math.max(...unexplained.map(Math.abs)), unexplained.join()).toBeLessThanOrEqual(GAS_ROUNDING_MAX)
    })
  })
})

/** The gas of all transactions in their order. */
function gasOf({ exchanges }: ChainSession): number[] {
  const found = new Map<string, number>()
  for (const { method, result } of exchanges) {
    if (method !== 'tx_search') continue
    const { txs } = result as { txs: readonly { hash: string; tx_result: { gas_used: string } }[] }
    for (const { hash, tx_result: told } of txs) found.set(hash, Number(told.gas_used))
  }
  return [...found.values()]
}
