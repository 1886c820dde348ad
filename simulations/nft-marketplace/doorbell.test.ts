/** The doorbell of the indexer: when it does not ring the indexer looks itself, and when it is refused it says why. */
import { expect, test } from 'vitest'
import { nodeHost } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { createEngine } from '~/kernel/engine'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import simulation from './index'

interface Shown {
  readonly trouble: string
  readonly height: number
}

async function shownAt(actions: readonly string[], momentsMs: readonly number[]): Promise<Shown[]> {
  const vocabulary = vocabularyOf(simulation)
  const run = runOf(simulation.diagram.id, {
    scenario: 'steady',
    seed: 7,
    actions: ['rate:web=0@0', ...actions].map((text) => parseAction(text, vocabulary)),
    settings: { blockMs: '1 s' },
    durationMs: momentsMs.at(-1)! + 1_000,
  })
  const engine = await createEngine(simulation, run, nodeHost)
  const shown: Shown[] = []
  for (const atMs of momentsMs) {
    await engine.advance(atMs, Infinity)
    shown.push((await engine.inspect('indexer', 0, { view: 'state' })) as unknown as Shown)
  }
  return shown
}

test('a subscription that stays silent is not waited for: the indexer is never further behind than its watchdog', async () => {
  const moments = [5_900, 8_900, 11_900, 14_900, 17_900]
  const shown = await shownAt(['silent-socket:chain@2500-18500'], moments)
  shown.forEach(({ height }, place) => {
    // A block each second, and the watchdog looks after two.
    expect(Math.floor(moments[place]! / 1_000) - height).toBeLessThanOrEqual(3)
  })
})

test('a subscription that is refused says why, and the tables go on', async () => {
  const actions = ['refuse-socket:chain@3400-12500', 'drop-sockets:chain@3500']
  const [during, after] = await shownAt(actions, [9_900, 17_900])
  expect(during!.trouble).toBe('max_subscription_clients 100 reached')
  expect(during!.height).toBeGreaterThan(5)
  expect(after!.trouble).toBe('')
})
