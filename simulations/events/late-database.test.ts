/** PostgreSQL comes when the warehouse first needs it, and a run is the same however early somebody has it. */
import { expect, test } from 'vitest'
import { nodeHost } from '~/host/node'
import { createEngine, type Host } from '~/kernel/engine'
import platform from './index'
import { calmRun } from './testing/calm-run'

const LENGTH_MS = 4_000

async function play(host: Host, atStart = false): Promise<{ hash: string; loads: readonly string[][] }> {
  const loaded: string[] = []
  const load: Host['load'] = (name) => {
    loaded.push(name)
    return host.load(name)
  }
  const engine = await createEngine(platform, calmRun('steady'), { ...host, load })
  const loads = [[...loaded]]
  if (atStart) await engine.inspect('warehouse', 0, { view: 'state' })
  for (const untilMs of [1_000, LENGTH_MS]) {
    await engine.advance(untilMs, Infinity)
    loads.push([...loaded])
  }
  return { hash: engine.trace.hash, loads }
}

test('nothing of PostgreSQL is loaded before the first row comes', async () => {
  expect((await play(nodeHost)).loads).toEqual([[], [], ['postgres']])
})

test('the trace is that of a run whose host had it from the start, and of one that was looked into', async () => {
  const { hash } = await play(nodeHost)
  const begun: Promise<unknown>[] = []
  const early = await play({ ...nodeHost, soon: (begin) => begun.push(begin()) })
  expect(early.loads[0]).toEqual(['postgres'])
  expect(early.hash).toBe(hash)
  await Promise.all(begun)
  expect((await play(nodeHost, true)).hash).toBe(hash)
})
