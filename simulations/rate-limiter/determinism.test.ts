/** The same run gives the same trace, however it is asked for; and what is done while it plays is part of the run. */
import { expect, test } from 'vitest'
import { nodeHost } from '~/host/node'
import { createEngine, type Engine } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import simulation from './index'

const run: Run = {
  simulation: 'rate-limiter',
  scenario: 'partition',
  seed: 7,
  settings: {},
  without: [],
  actions: [
    { verb: 'rate', target: { kind: 'box', box: 'clients' }, value: '600', atMs: 0 },
    { verb: 'freeze', target: { kind: 'box', box: 'redis' }, atMs: 300, untilMs: 700 },
  ],
  durationMs: 1_200,
  redis: 'valkey',
}

async function hashOf(advance: (engine: Engine) => Promise<void>, played: Run = run): Promise<string> {
  const engine = await createEngine(simulation, played, nodeHost)
  while (!engine.ended) await advance(engine)
  return engine.trace.hash
}

const unbounded = (engine: Engine) => engine.advance(Infinity, Infinity)

test('a run gives the same trace hash twice, and another seed another', async () => {
  const hash = await hashOf(unbounded)
  expect(await hashOf(unbounded)).toBe(hash)
  expect(await hashOf(unbounded, { ...run, seed: 8 })).not.toBe(hash)
})

test.each([
  ['in slices of 16 ms', (engine: Engine) => engine.advance(engine.nowMs + 16, Infinity)],
  ['in slices of 250 ms', (engine: Engine) => engine.advance(engine.nowMs + 250, Infinity)],
  ['in slices of seven events', (engine: Engine) => engine.advance(Infinity, 7)],
])('a run gives the same trace hash %s as in one go', async (_name, advance) => {
  expect(await hashOf(advance)).toBe(await hashOf(unbounded))
})

test('what is injected while a run plays equals the same known from the start, wherever the run stood', async () => {
  const engine = await createEngine(simulation, run, nodeHost)
  await engine.advance(Infinity, 1_003)
  await engine.inject({ verb: 'crash', target: { kind: 'box', box: 'gateway', instance: 1 }, forMs: 200 })
  await engine.advance(engine.nowMs + 33, Infinity)
  await engine.inject({ verb: 'command', target: { kind: 'box', box: 'redis' }, value: 'FLUSHALL' })
  await engine.inject({ verb: 'loss', target: { kind: 'arrow', from: 'gateway', to: 'orders' }, value: '0.5' })
  while (!engine.ended) await unbounded(engine)
  expect(engine.run.actions).toHaveLength(run.actions.length + 3)
  expect(await hashOf(unbounded, engine.run)).toBe(engine.trace.hash)
})

test('looking does not change what happens', async () => {
  const looked = await hashOf(async (engine) => {
    await engine.advance(engine.nowMs + 100, Infinity)
    await engine.inspect('redis', 0, { view: 'keys' })
    await engine.inspect('gateway', 1, { view: 'state' })
  })
  expect(looked).toBe(await hashOf(unbounded))
})
