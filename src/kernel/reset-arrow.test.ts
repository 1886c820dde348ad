/** What a connection that breaks means on an arrow: callers learn of it, and not whether the work was done. */
import { describe, expect, test } from 'vitest'
import { callsOn } from './testing/calls-on'
import { CLIENT_TIMEOUT_MS, pick, runTiny } from './testing/tiny-simulation'
import type { PlainEvent } from './trace'

const ASK = 'client~server'
const WRITE = 'server~store'

describe('an arrow that is reset', () => {
  test('tells who waits for work that it broke, at once, and the work goes on', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`reset:${ASK}@12-13`] })
    expect(callsOn(events, ASK)).toEqual([
      '10 client send ask',
      '11 server recv ask',
      '13 client info reset',
      '16 server reply',
      '17 client drop late',
    ])
    expect(pick(events, 'ok', WRITE)).toHaveLength(1)
  })

  test('loses what is under way and what is sent while it lasts', async () => {
    const { events } = await runTiny({ arrivals: [10, 12], actions: [`reset:${ASK}@10.5-20`] })
    expect(callsOn(events, ASK)).toEqual([
      '10 client send ask',
      '11 server drop reset',
      '12 client send ask',
      '12 client drop reset',
      '12 client info reset',
      '13 client info reset',
    ])
  })

  test('loses the answer to what was in work before', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: [`reset:${ASK}@12-20`] })
    expect(callsOn(events, ASK)).toContain('16 server drop reset')
    expect(pick(events, 'info', ASK)).toHaveLength(1)
  })

  test('tells of a process that is frozen, which never sees what it had not begun with', async () => {
    const actions = ['freeze:store@0-60', `reset:${WRITE}@30-31`]
    const { events } = await runTiny({ arrivals: [10], actions })
    expect(callsOn(events, WRITE)).toEqual(['11 server send write', '32 server info reset'])
  })

  test('is whole again when it is over', async () => {
    const { events } = await runTiny({ arrivals: [30], actions: [`reset:${ASK}@0-20`] })
    expect(pick(events, 'ok', ASK)).toHaveLength(1)
  })

  test('of one instance leaves the others alone', async () => {
    const { events } = await runTiny({ arrivals: [10, 20, 30, 40], actions: ['reset:client~server/1@0'] })
    expect(pick(events, 'ok', ASK)).toHaveLength(2)
    expect(pick(events, 'info', ASK)).toHaveLength(2)
  })
})

describe('an arrow that closes slowly', () => {
  const broken = (events: readonly PlainEvent[]) => pick(events, 'info', ASK).map(({ t, key }) => `${t} ${key}`)

  test('tells so much later of a process that died while it worked', async () => {
    const crash = 'crash:server@12-14'
    expect(broken((await runTiny({ arrivals: [10], actions: [crash] })).events)).toEqual(['13 reset'])
    const { events } = await runTiny({ arrivals: [10], actions: [crash, `slow-close:${ASK}=20@0`] })
    expect(broken(events)).toEqual(['33 reset'])
  })

  test('longer than the patience of the caller is a timeout to him', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: ['crash:server@12-14', `slow-close:${ASK}=500@0`] })
    expect(broken(events)).toEqual([`${10 + CLIENT_TIMEOUT_MS} timeout`])
  })

  test('changes nothing while nobody dies', async () => {
    const calm = await runTiny({ arrivals: [10] })
    const slow = await runTiny({ arrivals: [10], actions: [`slow-close:${ASK}=500@0`] })
    expect(callsOn(slow.events, ASK)).toEqual(callsOn(calm.events, ASK))
  })
})
