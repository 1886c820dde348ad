/** What an arrow does to messages, healthy and broken. */
import { describe, expect, test } from 'vitest'
import { callsOn } from './testing/calls-on'
import { CLIENT_TIMEOUT_MS, pick, ROUND_TRIP_MS, runTiny, SERVER_TIMEOUT_MS } from './testing/tiny-simulation'

const ASK = 'client~server'
const WRITE = 'server~store'

describe('a healthy arrow', () => {
  test('delivers after its latency, each way', async () => {
    const { events } = await runTiny({ arrivals: [10] })
    expect(callsOn(events, WRITE)).toEqual([
      '11 server send write',
      '13 store recv write',
      '14 store reply',
      '16 server ok',
    ])
    expect(callsOn(events, ASK)).toEqual([
      '10 client send ask',
      '11 server recv ask',
      '16 server reply',
      '17 client ok',
    ])
  })

  test('inside one process takes no time', async () => {
    const { events } = await runTiny({ arrivals: [10] })
    expect(callsOn(events, 'server~memory')).toEqual([
      '11 server send count',
      '11 memory recv count',
      '11 memory reply',
      '11 server ok',
    ])
  })

  test('ties every event to the one that led to it, back to the first', async () => {
    const { events } = await runTiny({ arrivals: [10] })
    const chain: string[] = []
    for (let event = pick(events, 'recv', 'store')[0]; event !== undefined; event = events[event.cause - 1]) {
      chain.push(`${event.node} ${event.kind}`)
    }
    expect(chain).toEqual(['store recv', 'server send', 'server recv', 'client send'])
    expect(new Set(events.filter(({ op }) => op > 0).map(({ id }) => id))).toEqual(new Set([1]))
  })

  test('lets callers take turns among the instances', async () => {
    const { events } = await runTiny({ arrivals: [10, 20, 30, 40] })
    expect(pick(events, 'recv', ASK).map(({ instance = 0 }) => instance)).toEqual([0, 1, 0, 1])
  })

  test('keeps every instant on a grid of 0.1 ms, rounding delays up', async () => {
    const { events } = await runTiny({
      arrivals: [10.01, 20.3, 33.3333],
      actions: ['delay:client~server=0.12@0', 'reorder:server~store=7@0'],
    })
    const offGrid = events.filter(({ t }) => Math.abs(t * 10 - Math.round(t * 10)) > 1e-9)
    expect(offGrid).toEqual([])
    expect(pick(events, 'send', ASK).map(({ t }) => t)).toEqual([10.1, 20.3, 33.4])
    expect(pick(events, 'recv', ASK).map(({ t }) => t)).toEqual([11.3, 21.5, 34.6])
  })
})

describe('a partition', () => {
  test('of requests: they never arrive, and the caller does not know', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`partition:${ASK}=requests@0`] })
    expect(callsOn(events, ASK)).toEqual([
      '10 client send ask',
      '10 client drop partition',
      `${10 + CLIENT_TIMEOUT_MS} client info timeout`,
    ])
  })

  test('of replies: the work is done, and the caller does not know', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`partition:${ASK}=replies@0`] })
    expect(pick(events, 'ok', WRITE)).toHaveLength(1)
    expect(callsOn(events, ASK)).toEqual([
      '10 client send ask',
      '11 server recv ask',
      '16 server reply',
      '16 server drop partition',
      `${10 + CLIENT_TIMEOUT_MS} client info timeout`,
    ])
  })

  test('of both, if nothing is said', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`partition:${ASK}@0`] })
    expect(pick(events, 'recv', ASK)).toEqual([])
    expect(pick(events, 'fault').map(({ data }) => data)).toMatchObject([{ value: 'both' }])
  })

  test('of one instance leaves the others alone', async () => {
    const { events } = await runTiny({ arrivals: [10, 20, 30, 40], actions: ['partition:client~server/1@0'] })
    expect(pick(events, 'ok', ASK)).toHaveLength(2)
    expect(pick(events, 'info', ASK)).toHaveLength(2)
  })

  test('that begins while a reply is under way does not stop it', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`partition:${ASK}@16.5`] })
    expect(pick(events, 'ok', ASK).map(({ t }) => t)).toEqual([17])
  })

  test('that has ended lets messages through again', async () => {
    const { events } = await runTiny({ arrivals: [10, 30], actions: [`partition:${ASK}@0-20`] })
    expect(pick(events, 'ok', ASK).map(({ t }) => t)).toEqual([30 + ROUND_TRIP_MS])
  })
})

describe('a clog', () => {
  test('keeps everything, each way, and lets it through at once when it is over', async () => {
    const { events } = await runTiny({ arrivals: [10, 12, 14], actions: [`clog:${ASK}@11.5-40`] })
    // The first request was through before it began; its reply has to wait with the other requests.
    expect(pick(events, 'recv', ASK).map(({ t }) => t)).toEqual([11, 40, 40])
    expect(pick(events, 'ok', ASK).map(({ t }) => t)).toEqual([40, 46, 46])
  })

  test('that lasts longer than its callers wait is a timeout to them, and the work is done later', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`clog:${ASK}@5-200`] })
    expect(callsOn(events, ASK)).toEqual([
      '10 client send ask',
      `${10 + CLIENT_TIMEOUT_MS} client info timeout`,
      '200 server recv ask',
      '205 server reply',
      '206 client drop late',
    ])
  })

  test('lets nothing pass that a process has lost meanwhile', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`clog:${ASK}@5-40`, 'crash:server@30'] })
    expect(callsOn(events, ASK)).toEqual(['10 client send ask', '40 server drop refused', '41 client fail refused'])
  })
})

describe('a limited capacity', () => {
  test('loses what is more than may be under way, each way', async () => {
    const { events } = await runTiny({ arrivals: [10, 10.2, 10.4, 20], actions: [`capacity:client~server/0=1@0`] })
    expect(pick(events, 'drop', ASK).map(({ t, node, key }) => `${t} ${node} ${key}`)).toEqual(['10.4 client full'])
    expect(pick(events, 'ok', ASK)).toHaveLength(3)
  })

  test('counts what a clog keeps', async () => {
    const actions = [`clog:${ASK}@0-50`, `capacity:${ASK}=1@0`]
    const { events } = await runTiny({ arrivals: [10, 11, 12, 13], actions })
    // Two servers, two links.
    expect(pick(events, 'drop', ASK)).toHaveLength(2)
    expect(pick(events, 'ok', ASK)).toHaveLength(2)
  })

  test('that has ended loses nothing, whatever was under way', async () => {
    const { events } = await runTiny({ arrivals: [10, 11.1, 11.2, 11.3], actions: [`capacity:${ASK}=1@0-11`] })
    expect(pick(events, 'ok', ASK)).toHaveLength(4)
  })
})

describe('lost messages', () => {
  const arrivals = Array.from({ length: 200 }, (_, index) => 10 + index * 4)

  test('are about as many as were asked for, and each is an unknown outcome', async () => {
    const { events } = await runTiny({ arrivals, actions: [`loss:${ASK}=0.3@0`] })
    const lost = pick(events, 'drop', ASK)
    expect(new Set(lost.map(({ key }) => key))).toEqual(new Set(['loss']))
    expect(pick(events, 'info', ASK)).toHaveLength(lost.length)
    // Each of 200 calls is spared with 0.7² = 0.49.
    expect(lost.length).toBeGreaterThan(70)
    expect(lost.length).toBeLessThan(135)
  })

  test.each([
    ['none', 0],
    ['all', 1],
  ])('can be %s', async (_name, share) => {
    const { events } = await runTiny({ arrivals, actions: [`loss:${ASK}=${share}@0`] })
    expect(pick(events, 'recv', ASK)).toHaveLength(share === 0 ? 200 : 0)
  })

  test('with replies lost after the work, everything is handled and nobody knows', async () => {
    const { events } = await runTiny({ arrivals: [10, 20], actions: [`reply-lost:${ASK}=1@0`] })
    expect(pick(events, 'recv', ASK)).toHaveLength(2)
    expect(pick(events, 'reply', ASK)).toHaveLength(2)
    expect(pick(events, 'drop', ASK).map(({ key }) => key)).toEqual(['reply-lost', 'reply-lost'])
    expect(pick(events, 'info', ASK).map(({ key }) => key)).toEqual(['timeout', 'timeout'])
  })
})

describe('delays', () => {
  test('add to the latency, each way', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`delay:${ASK}=20@0`] })
    expect(pick(events, 'recv', ASK).map(({ t }) => t)).toEqual([31])
    expect(pick(events, 'ok', ASK).map(({ t }) => t)).toEqual([10 + ROUND_TRIP_MS + 40])
  })

  test('longer than the patience of the caller: the late answer is dropped', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`delay:${WRITE}=30@0`] })
    expect(callsOn(events, WRITE)).toEqual([
      '11 server send write',
      '43 store recv write',
      '44 store reply',
      `${11 + SERVER_TIMEOUT_MS} server info timeout`,
      '76 server drop late',
    ])
    expect(pick(events, 'info', ASK).map(({ key }) => key)).toEqual(['timeout'])
  })

  test('at random let later messages overtake earlier ones', async () => {
    const arrivals = Array.from({ length: 50 }, (_, index) => 10 + index)
    const { events } = await runTiny({ arrivals, actions: [`reorder:${ASK}=20@0`] })
    const order = pick(events, 'recv', ASK).map(({ id }) => id)
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
    const waits = pick(events, 'recv', ASK).map((event) => event.t - events[event.cause - 1]!.t)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...waits)).toBeLessThanOrEqual(21.1)
  })
})

test('a duplicated request is handled twice and answered once', async () => {
  const { events } = await runTiny({ arrivals: [10], actions: [`duplicate:${WRITE}=1@0`] })
  expect(callsOn(events, WRITE)).toEqual([
    '11 server send write',
    '11 server duplicate write',
    '13 store recv write',
    '13 store recv write',
    '14 store reply',
    '14 store reply',
    '16 server ok',
    '16 server drop late',
  ])
  expect(pick(events, 'reply', WRITE).map(({ data }) => data)).toEqual([1, 2])
})

test('a duplicated request takes two places in the queue', async () => {
  const { events } = await runTiny({
    arrivals: [10, 10],
    storeInFlightMax: 2,
    actions: [`duplicate:${WRITE}=1@0`],
  })
  expect(pick(events, 'reply', WRITE).map(({ id, key }) => [id, key])).toEqual([
    [2, 'overloaded'],
    [2, 'overloaded'],
    [1, ''],
    [1, ''],
  ])
})

test('a duplicated request is reset twice when the box dies at work', async () => {
  const { events } = await runTiny({ arrivals: [10], actions: [`duplicate:${WRITE}=1@0`, 'crash:store@13.5'] })
  expect(callsOn(events, WRITE).slice(-2)).toEqual(['15.5 server info reset', '15.5 server drop late'])
})

describe('a box that cannot take a request', () => {
  test('because it has a full queue: definitely not done', async () => {
    const { events } = await runTiny({ arrivals: [10, 10, 10], storeInFlightMax: 2 })
    expect(pick(events, 'ok', WRITE)).toHaveLength(2)
    expect(pick(events, 'fail', WRITE).map(({ t, key }) => [t, key])).toEqual([[15, 'overloaded']])
    expect(pick(events, 'fail', ASK).map(({ key }) => key)).toEqual(['overloaded'])
  })

  test('takes more again once the queue has drained', async () => {
    const { events } = await runTiny({ arrivals: [10, 12, 14], storeInFlightMax: 1 })
    expect(pick(events, 'ok', WRITE)).toHaveLength(3)
  })

  test('because it is down: refused, definitely not done', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: ['crash:store@0'] })
    expect(callsOn(events, WRITE)).toEqual(['11 server send write', '13 store drop refused', '15 server fail refused'])
    expect(pick(events, 'fail', ASK).map(({ key }) => key)).toEqual(['refused'])
  })

  test('because it dies at work: reset, nobody knows', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: ['crash:store@13.5'] })
    expect(callsOn(events, WRITE)).toEqual(['11 server send write', '13 store recv write', '15.5 server info reset'])
    expect(pick(events, 'info', ASK).map(({ key }) => key)).toEqual(['reset'])
  })

  test('with all of its instances down is asked in vain; with one of them down, the other one is asked', async () => {
    const one = await runTiny({ arrivals: [10, 20, 30], actions: ['crash:server/0@0'] })
    expect(pick(one.events, 'ok', ASK)).toHaveLength(3)
    const both = await runTiny({ arrivals: [10, 20, 30], actions: ['crash:server@0'] })
    expect(pick(both.events, 'fail', ASK).map(({ key }) => key)).toEqual(['refused', 'refused', 'refused'])
  })
})
