/** Killing any box, at any step that its code names, with all safeguards on: no sale, coin or row is lost or doubled. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { deathsOf, killingRun } from '~/host/testing/killing-run'
import marketplace from './index'

/** Long enough for a block, and for the indexer to miss it and look itself. */
const GAP_MS = 3_000

test.each([11, 12])('seed %i: the marketplace survives the death of everything', async (seed) => {
  let crashes = 0
  const observer = {
    step({ kind }: { readonly kind: string }) {
      if (kind === 'crash') crashes += 1
    },
  }
  const run = { ...killingRun(marketplace, seed, { gapMs: GAP_MS }), settings: { blockMs: '1 s' }, settleMs: 15_000 }
  const { invariants } = await runToEnd(marketplace, run, { observers: [observer] })
  // So every step was come to.
  expect(crashes).toBe(deathsOf(marketplace).length)
  expect(invariants.filter(({ held }) => !held)).toEqual([])
})
