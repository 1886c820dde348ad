/** Tests, for any simulation: a run gives the same trace however it is asked for, and what is done to it is part of it. */
import { expect, test } from 'vitest'
import { createEngine, type Engine } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { nodeHost } from '../node'

/** What is done to the run while it plays. */
export type Injection = Parameters<Engine['inject']>[0]

/** Describes the tests for a run. `injections` are done one after another while it plays; `looks` are boxes to look into. */
export function testDeterminism(
  simulation: AnySimulation,
  run: Run,
  injections: readonly Injection[],
  looks: readonly { readonly box: string; readonly instance: number; readonly view: string }[],
): void {
  async function hashOf(advance: (engine: Engine) => Promise<void>, played: Run = run): Promise<string> {
    const engine = await createEngine(simulation, played, nodeHost)
    while (!engine.ended) await advance(engine)
    return engine.trace.hash
  }

  const unbounded = (engine: Engine) => engine.advance(Infinity, Infinity)
  let inOneGo: Promise<string> | undefined

  /** The hash of the run in one go, which is made once. */
  function hashInOneGo(): Promise<string> {
    return (inOneGo ??= hashOf(unbounded))
  }

  test('a run gives the same trace hash twice, and another seed another', async () => {
    const hash = await hashInOneGo()
    expect(await hashOf(unbounded)).toBe(hash)
    expect(await hashOf(unbounded, { ...run, seed: run.seed + 1 })).not.toBe(hash)
  })

  test.each([
    ['in slices of 16 ms', (engine: Engine) => engine.advance(engine.nowMs + 16, Infinity)],
    ['in slices of 250 ms', (engine: Engine) => engine.advance(engine.nowMs + 250, Infinity)],
    ['in slices of seven events', (engine: Engine) => engine.advance(Infinity, 7)],
  ])('a run gives the same trace hash %s as in one go', async (_name, advance) => {
    expect(await hashOf(advance)).toBe(await hashInOneGo())
  })

  test('what is injected while a run plays equals the same known from the start, wherever the run stood', async () => {
    const engine = await createEngine(simulation, run, nodeHost)
    await engine.advance(Infinity, 1_003)
    for (const injection of injections) {
      await engine.inject(injection)
      await engine.advance(engine.nowMs + 33, Infinity)
    }
    while (!engine.ended) await unbounded(engine)
    expect(engine.run.actions).toHaveLength(run.actions.length + injections.length)
    expect(await hashOf(unbounded, engine.run)).toBe(engine.trace.hash)
  })

  test('two executions beside each other do not touch: one is the past of the other', async () => {
    const present = await createEngine(simulation, run, nodeHost)
    await present.advance(present.totalMs / 4, Infinity)
    const past = await createEngine(simulation, run, nodeHost)
    for (const engine of [past, present, past, present]) await engine.advance(engine.nowMs + 170, Infinity)
    for (const engine of [past, present]) while (!engine.ended) await unbounded(engine)
    expect(past.trace.hash).toBe(present.trace.hash)
  })

  test('looking does not change what happens', async () => {
    const looked = await hashOf(async (engine) => {
      await engine.advance(engine.nowMs + 100, Infinity)
      for (const { box, instance, view } of looks) await engine.inspect(box, instance, { view })
    })
    expect(looked).toBe(await hashInOneGo())
  })
}
