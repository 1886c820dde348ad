/** The process in front of a Redis: one thread, its queue, and boxes of several instances. */
import { describe, expect, test } from 'vitest'
import type { Context } from '~/kernel/component'
import { createRedisBox } from './box'
import { REDIS_EPOCH_MS, type RedisEngine, type RedisReply } from './port'
import { playRedisRun, type RedisRun, type Sending } from './testing/redis-run'

const SPIN = ['EVAL', 'return 1', '0'] as const
const TIME_IN_SCRIPT = ['EVAL', "return redis.call('TIME')", '0'] as const

function results({ outcomes }: RedisRun): unknown[] {
  return outcomes.map(({ result }) => result)
}

/** The microseconds of the run that a TIME reply stands for. */
function microsOf(reply: RedisReply | undefined): number {
  const [seconds, micros] = reply as [string, string]
  return (Number(seconds) * 1000 - REDIS_EPOCH_MS) * 1000 + Number(micros)
}

describe('one thread', () => {
  test('runs commands in arrival order, each at the exact instant it is free', async () => {
    const run = await playRedisRun({
      commandCostUs: 20,
      scriptCostUs: 30,
      sendings: [
        [0, TIME_IN_SCRIPT],
        [0, TIME_IN_SCRIPT],
        [0, TIME_IN_SCRIPT],
        [0, 'TIME'],
      ],
    })
    const micros = run.outcomes.map(({ result }) => microsOf(result[0] as RedisReply))
    expect(micros).toEqual([1000, 1050, 1100, 1150])
    expect(run.outcomes.map(({ doneMs }) => doneMs)).toEqual([2, 2.1, 2.1, 2.1])
  })

  test('serves as many a second as their cost allows', async () => {
    const sendings = Array.from({ length: 2000 }, (): Sending => [0, SPIN])
    const run = await playRedisRun({ commandCostUs: 20, scriptCostUs: 30, sendings })
    expect(run.outcomes.at(-1)!.doneMs).toBe(2 + 2000 * 0.05)
  })

  test('makes everybody wait for a slow script', async () => {
    const run = await playRedisRun({
      sendings: [
        [100, SPIN],
        [100, 'PING'],
        [300, SPIN],
      ],
      actions: ['slow-script:redis=40@50-200'],
    })
    const delays = run.outcomes.map(({ sentMs, doneMs }) => Math.round(doneMs - sentMs))
    expect(delays).toEqual([42, 42, 2])
  })

  test('turns away what its queue cannot hold, for certain', async () => {
    const sendings = Array.from({ length: 20 }, (): Sending => [100, SPIN])
    const run = await playRedisRun({ sendings, queueLengthMax: 5, actions: ['slow-script:redis=10@50'] })
    expect(results(run).filter((result) => result === 'overloaded')).toHaveLength(15)
  })

  test('cuts off work in hand when it fails over, and serves the next caller at once', async () => {
    const run = await playRedisRun({
      sendings: [
        [100, SPIN],
        [100, 'PING'],
        [121, 'PING'],
      ],
      actions: ['slow-script:redis=500@50-120', 'failover:redis=0@120'],
    })
    expect(results(run)).toEqual(['reset', 'reset', ['PONG']])
    expect(run.outcomes[2]!.doneMs).toBeCloseTo(123, 5)
  })
})

describe('several instances', () => {
  const sendings: Sending[] = [
    [0, 'SET name first'],
    [10, 'SET name second'],
    [20, 'GET name'],
    [30, 'GET name'],
  ]

  test('each keep data of their own, and all of them answer', async () => {
    const run = await playRedisRun({ instances: 2, sendings })
    expect(results(run)).toEqual([['OK'], ['OK'], ['first'], ['second']])
  })

  test('what one loses, the other keeps', async () => {
    const run = await playRedisRun({ instances: 2, sendings, actions: ['crash-lose:redis/0@15'] })
    expect(results(run)).toEqual([['OK'], ['OK'], [null], ['second']])
  })

  test('are no boxes of one engine: that is said before the run begins', async () => {
    const context = { self: 'redis', instance: 0, instances: 2, disk: (_name: string, make: () => unknown) => make() }
    const engine = { connect: () => undefined } as unknown as RedisEngine
    expect(() => createRedisBox(context as unknown as Context<never>, engine)).toThrow(/2 instances and 1 engines/)
  })
})
