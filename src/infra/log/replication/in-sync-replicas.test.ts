import { describe, expect, test } from 'vitest'
import { ONE_TOPIC, MIN_2, QUICK, send, valuesFrom } from './testing/quick-run'
import { playLogRun, startLogRun } from '../testing/log-run'

const AT = { topic: 't', partition: 0 }

describe('when a follower stands still', () => {
  test('it leaves the ISR after its time, what waits for it is committed, and later it joins again', async () => {
    const { outcomes, facts } = await playLogRun({
      topics: ONE_TOPIC,
      options: QUICK,
      sessionMs: 60_000,
      actions: ['freeze:kafka/2@1000-4000'],
      doings: [
        [1_100, send(0, 'a')],
        [4_500, send(0, 'b')],
      ],
    })
    const isr = facts('isr').map(({ value }) => (value as { isr: number[] }).isr)
    expect(isr).toEqual([[0, 1], [0, 1, 2]]) // prettier-ignore
    const [left, joined] = facts('isr').map(({ atMs }) => atMs)
    expect(left! - 1_000).toBeGreaterThan(QUICK.replicaLagTimeMaxMs)
    expect(left! - 1_000).toBeLessThanOrEqual(1.5 * QUICK.replicaLagTimeMaxMs + 10)
    expect(joined!).toBeGreaterThan(4_000)
    expect(outcomes[0]!.result).toMatchObject({ error: 'NONE' })
    expect(outcomes[0]!.doneMs).toBeGreaterThan(left!)
    expect(outcomes[0]!.doneMs - left!).toBeLessThan(2)
    expect(outcomes[1]!.doneMs).toBeLessThan(4_510)
  })

  test('and the ISR is too small, appends for all are refused, others are taken but shown to nobody', async () => {
    const { outcomes, replica } = await playLogRun({
      topics: MIN_2,
      options: QUICK,
      sessionMs: 60_000,
      actions: ['freeze:kafka/1@1000-7000', 'freeze:kafka/2@1000-7000'],
      doings: [
        [1_100, send(0, 'a', -1, 3_000)],
        [3_500, send(0, 'b')],
        [3_600, send(0, 'c', 1)],
        [3_700, valuesFrom(0, 0)],
        [9_000, valuesFrom(0, 0)],
      ],
      durationMs: 10_000,
    })
    // It was appended while there were enough; the high watermark does not pass what only one replica has.
    expect(outcomes[0]!.result).toMatchObject({ error: 'REQUEST_TIMED_OUT' })
    expect(outcomes[1]!.result).toMatchObject({ error: 'NOT_ENOUGH_REPLICAS' })
    expect(outcomes[2]!.result).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(outcomes[3]!.result).toEqual([])
    expect(outcomes[4]!.result).toEqual([[0, 'a'], [1, 'c']]) // prettier-ignore
    expect(await replica(0, 't')).toMatchObject({ isr: [0, 1, 2], highWatermark: 2 })
  })

  test('between two brokers alone, the third goes on', async () => {
    const { outcomes, facts } = await playLogRun({
      topics: MIN_2,
      options: QUICK,
      actions: ['partition:kafka/0~kafka/2@1000-3000', 'partition:kafka/2~kafka/0@1000-3000'],
      // A follower that has all there is stays in the ISR, however long it is silent: there has to be something to miss.
      doings: [
        [2_900, send(0, 'b')],
        [1_100, send(0, 'a', 1)],
      ],
    })
    expect(outcomes[0]!.result).toMatchObject({ error: 'NONE' })
    expect(outcomes[0]!.doneMs).toBeLessThan(2_910)
    expect(facts('isr')).toMatchObject([{ value: { isr: [0, 1] } }, { value: { isr: [0, 1, 2] } }])
  })
})

describe('an ISR that the controller has not agreed to', () => {
  test('may be either one: what only the smaller has is not committed yet', async () => {
    const run = await startLogRun({
      topics: ONE_TOPIC,
      options: QUICK,
      sessionMs: 60_000,
      actions: ['freeze:kafka/2@1000-9000'],
      doings: [[1_100, send(0, 'a')]],
      durationMs: 10_000,
    })
    run.cluster.refusal = () => 'NOT_CONTROLLER'
    await run.until(4_000)
    expect(await run.replica(0, 't')).toMatchObject({ isr: [0, 1, 2], maximalIsr: [0, 1, 2], highWatermark: 0 })
    run.cluster.refusal = () => null
    await run.until(4_100)
    expect(await run.replica(0, 't')).toMatchObject({ isr: [0, 1], highWatermark: 1 })
    expect(run.outcomes[0]!.result).toMatchObject({ error: 'NONE' })
  })

  test('of another state of the partition waits for that state', async () => {
    const run = await startLogRun({
      topics: ONE_TOPIC,
      options: QUICK,
      sessionMs: 60_000,
      actions: ['freeze:kafka/2@1000-9000'],
      doings: [[1_100, send(0, 'a', 1)]],
      durationMs: 10_000,
    })
    let asked = 0
    run.cluster.refusal = () => {
      asked += 1
      return asked === 1 ? 'INVALID_UPDATE_VERSION' : null
    }
    await run.until(6_000)
    expect(asked).toBe(1)
    run.cluster.elect(AT, 0, [0, 1, 2])
    await run.until(9_000)
    expect(asked).toBe(2)
    expect(await run.replica(0, 't')).toMatchObject({ isr: [0, 1] })
  })
})
