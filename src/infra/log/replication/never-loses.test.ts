/** Whatever happens to brokers and their network, what was acknowledged by all stays, once and in order, as long as elections are clean. */
import { expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { splitBatches } from '../records/batch-view'
import { decodeRecords } from '../records/record-batch'
import { fetchFrom } from '../testing/ask'
import { startLogRun, type Doing } from '../testing/log-run'
import { produceSteadily } from '../testing/steady-producer'

const END_MS = 12_000
const QUICK = { replicaLagTimeMaxMs: 800, replicaFetchBackoffMs: 100, replicaSocketTimeoutMs: 700 }
const utf8 = new TextDecoder()

/** Crashes, freezes, cuts and losses between brokers and on the way to them, at random. */
function troubles(seed: number): string[] {
  const rng = createRng(seed).fork('troubles')
  return Array.from({ length: 10 }, () => {
    const from = 500 + rng.int(7_500)
    const span = `@${from}-${from + 100 + rng.int(2_000)}`
    const [one, other] = [rng.int(3), rng.int(3)]
    const arrow = `kafka/${one}~kafka/${one === other ? (one + 1) % 3 : other}`
    switch (rng.int(6)) {
      case 0:
      case 1:
        return `crash:kafka/${one}${span}`
      case 2:
        return `freeze:kafka/${one}${span}`
      case 3:
        return `partition:${arrow}${span}`
      case 4:
        return `loss:${arrow}=0.3${span}`
      default:
        return `reply-lost:client~kafka/${one}=0.3${span}`
    }
  })
}

/** All values from the start, with their offsets. */
const readAll: Doing[1] = async (client) => {
  const values = new Map<number, string>()
  for (let nodeId = 0, offset = 0; nodeId < 3; nodeId += 1) {
    for (;;) {
      const { error, records } = await fetchFrom(client, nodeId, offset)
      if (error !== 'NONE' || records.length === 0) break
      for (const batch of splitBatches(records)) {
        for (const record of decodeRecords(batch)) values.set(record.offset, utf8.decode(record.value!))
        offset = batch.nextOffset
      }
    }
  }
  return values
}

test.each([...Array.from({ length: 12 }, (_, seed) => seed), 105])('seed %i', async (seed) => {
  const producers = ['a', 'b'].map((name): Doing => {
    return [300, (client) => produceSteadily(client, { name, brokers: 3, untilMs: 9_500, everyMs: 3 })]
  })
  const run = await startLogRun({
    seed,
    topics: [{ name: 't', assignments: [[0, 1, 2]], configs: { 'min.insync.replicas': '2', 'segment.bytes': '5000' } }],
    options: QUICK,
    actions: troubles(seed),
    doings: [...producers, [11_000, readAll]],
    durationMs: END_MS,
  })
  await run.until(END_MS - 100)
  const [a, b, read] = run.outcomes.map(({ result }) => result)
  const values = read as Map<number, string>
  const acknowledged = [a, b].flatMap((each) => each as Awaited<ReturnType<typeof produceSteadily>>)
  expect(acknowledged.length).toBeGreaterThan(100)
  for (const { value, offset } of acknowledged) {
    expect([offset, values.get(offset)]).toEqual([offset, value])
  }
  for (const name of ['a', 'b']) {
    const sequences = [...values.values()]
      .filter((value) => value.startsWith(name))
      .map((value) => Number(value.slice(2)))
    expect(sequences).toEqual(sequences.map((_, index) => index))
  }
  const replicas = await Promise.all([0, 1, 2].map((nodeId) => run.replica(nodeId, 't')))
  for (const replica of replicas) {
    expect(replica).toMatchObject({
      logEndOffset: replicas[0]!.logEndOffset,
      highWatermark: replicas[0]!.highWatermark,
      producers: replicas[0]!.producers,
    })
  }
})

test('the same run gives the same trace', async () => {
  const hashOf = async () => {
    const run = await startLogRun({
      seed: 3,
      topics: [{ name: 't', assignments: [[0, 1, 2]] }],
      options: QUICK,
      actions: troubles(3),
      doings: [[300, (client) => produceSteadily(client, { name: 'a', brokers: 3, untilMs: 4_000, everyMs: 3 })]],
    })
    await run.until(5_000)
    return run.engine.trace.hash
  }
  expect(await hashOf()).toBe(await hashOf())
})
