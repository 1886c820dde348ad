/**
 * Killing any broker, reader or producer, at any step that its code names, with all safeguards on: nothing that was acknowledged is
 * lost, no aggregate is out of order, nobody is notified twice.
 */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { deathsOf, killingRun } from '~/host/testing/killing-run'
import platform from './index'

/** A reader that died is missed after its session, 6 s, and does nothing before its group is whole again. */
const GAP_MS = 4_000
/** As long as dead letters may take to their end. */
const SETTLE_MS = 45_000
/** Bytes that nobody reads, now and then: without any, no reader gets to the steps of its dead letters, and nothing is replayed. */
const POISON = Array.from({ length: 48 }, (_, index) => `poison:orders=2@${2_000 + index * 3_500}`)

test.each([
  [11, 'cooperative-sticky'],
  [12, 'range'],
])(
  'seed %i: the platform survives the death of everything, with its readers assigned by %s',
  async (seed, assignor) => {
    let crashes = 0
    const observer = {
      step({ kind }: { readonly kind: string }) {
        if (kind === 'crash') crashes += 1
      },
    }
    const { invariants } = await runToEnd(
      platform,
      {
        ...killingRun(platform, seed, { besides: POISON, gapMs: GAP_MS }),
        settleMs: SETTLE_MS,
        settings: { assignor },
      },
      {
        observers: [observer],
      },
    )
    // Each process of a box that is killed as a whole dies; at a step it is one. So every step was come to.
    const deaths = deathsOf(platform).map((text) => /^crash:(\w+)/.exec(text)?.[1])
    const boxes: Readonly<Record<string, { readonly instances?: number }>> = platform.diagram.boxes
    const expected = deaths.reduce((sum, box) => sum + (box === undefined ? 1 : (boxes[box]!.instances ?? 1)), 0)
    expect(crashes).toBe(expected)
    expect(invariants.filter(({ held }) => !held)).toEqual([])
  },
)
