/** What a page learns of its transactions from the blocks, whenever it begins to wait. */
import type { Comet38Client } from '@cosmjs/tendermint-rpc'
import { hex } from '@scure/base'
import { expect, test } from 'vitest'
import { transactionHash } from '~/infra/chain/port'
import { BlockWatch } from './block-watch'

const CHAIN = 'columbus-boxes'
const OTHERS = new TextEncoder().encode('of somebody else')
const MINE = new TextEncoder().encode('mine')
const hashOf = (bytes: Uint8Array) => hex.encode(transactionHash(bytes)).toUpperCase()

/** A node with one transaction in one of its blocks, and a watch whose pauses end when the test says so. */
function openWatch(place: { readonly height: number; readonly tx: Uint8Array }) {
  let latest = 1
  let wake: () => void = () => undefined
  const comet = {
    status: () =>
      Promise.resolve({
        nodeInfo: { network: CHAIN },
        syncInfo: { latestBlockHeight: latest, earliestBlockHeight: 1 },
      }),
    block: (height: number) => Promise.resolve({ block: { txs: height === place.height ? [place.tx] : [] } }),
    blockResults: () => Promise.resolve({ results: [{ code: 0 }] }),
  } as unknown as Comet38Client
  const clock = { nowMs: () => 0, monotonicMs: () => 0, sleep: () => new Promise<void>((resolve) => (wake = resolve)) }
  const watch = new BlockWatch({ clock, comet, archive: comet, everyMs: 500, chainId: CHAIN, neverExpires: false })
  const reach = async (height: number) => {
    latest = height
    wake()
    await expect.poll(() => watch.latestHeight).toBe(height)
  }
  return { watch, reach }
}

test('who begins to wait when the block was looked into for somebody else already is told of it, and not that it expired', async () => {
  const { watch, reach } = openWatch({ height: 4, tx: MINE })
  const other = watch.until(hashOf(OTHERS), 9, 1)
  await reach(6)
  const mine = watch.until(hashOf(MINE), 8, 3)
  await reach(9)
  expect(await mine).toEqual({ isIncluded: true, height: 4, code: 0, log: '' })
  expect(await other).toEqual({ isIncluded: false })
})
