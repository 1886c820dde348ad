/** A run that is played boots its stores in threads where the host has any, and without where that fails. */
import { expect, test } from 'vitest'
import type { OpenThread } from '~/infra/thread'
import { runOf } from '~/kernel/run'
import type { AnySimulation, World } from '~/kernel/simulation'
import { tinySimulation } from '~/kernel/testing/tiny-simulation'
import { openPlayed } from './open-played'
import { RunThreads } from './run-threads'

const RUN = runOf('tiny', { scenario: 'plain', seed: 1 })

/** A simulation that stands on a Redis, and says where that was. */
function onRedis(booted: string[]): AnySimulation {
  const boot = async (world: World) => {
    const open = world.engines?.['redis'] as ((world: World) => Promise<unknown>) | undefined
    booted.push(open === undefined ? 'here' : String(await open(world)))
    return {}
  }
  return { ...tinySimulation({ arrivals: [] }), boot }
}

function hostWith(open: () => Promise<OpenThread>) {
  return {
    load: () => Promise.reject(new Error('no assets')),
    threads: (run: typeof RUN) =>
      Promise.resolve(new RunThreads(run, (kind) => (kind === 'redis' ? { engine: 'valkey', open } : undefined))),
  }
}

test('a store is in a thread until the run ends', async () => {
  const booted: string[] = []
  let closed = 0
  const host = hostWith(() => Promise.resolve({ engine: 'in a thread', close: () => closed++ }))
  const { execution, end } = await openPlayed(onRedis(booted), RUN, host)
  expect([booted, execution.mayLead, closed]).toEqual([['in a thread'], true, 0])
  await end()
  expect(closed).toBe(1)
})

test('a thread that does not start is done without', async () => {
  const booted: string[] = []
  const { execution } = await openPlayed(
    onRedis(booted),
    RUN,
    hostWith(() => Promise.reject(new Error('no thread'))),
  )
  expect([booted, execution.mayLead]).toEqual([['here'], false])
})

test('a run on another engine than the one that has threads begins none', async () => {
  const booted: string[] = []
  const run = { ...RUN, engines: { redis: 'mock' } }
  const { execution } = await openPlayed(
    onRedis(booted),
    run,
    hostWith(() => Promise.reject(new Error('asked'))),
  )
  expect([booted, execution.mayLead]).toEqual([['here'], false])
})
