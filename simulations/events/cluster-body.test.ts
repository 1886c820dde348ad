/** The cluster as the stage shows it: what each fact changes about it. */
import { describe, expect, test } from 'vitest'
import type { BodyLanes, BodyTiles } from '~/kernel/body'
import { createEventBuffer, type TraceEvent } from '~/kernel/trace'
import { clusterBody } from './cluster-body'

const NO_FIGURES = () => ({ counters: {} }) as never

function bodyAfter(facts: readonly (Partial<TraceEvent> & Pick<TraceEvent, 'key'>)[]) {
  const body = clusterBody.begin()
  for (const fact of facts) clusterBody.step(body, { ...createEventBuffer(), node: 'kafka', kind: 'state', ...fact })
  clusterBody.finish!(body, NO_FIGURES)
  const [brokers, ...topics] = body as unknown as [BodyTiles, ...BodyLanes[]]
  return { brokers: brokers.tiles, laneOf: (topic: string) => topics.find(({ name }) => name === topic)!.lanes }
}

const place = { topic: 'orders.v1', partition: 2 }
const leads = (instance: number, isr: readonly number[]) => ({ key: 'leader', instance, data: { ...place, isr } })

describe('a partition', () => {
  test('grows with what is acknowledged, and no other does', () => {
    const { laneOf } = bodyAfter([
      { key: 'append', data: { ...place, offset: 41 } },
      { key: 'append', data: { ...place, offset: 12 } },
    ])
    expect(laneOf('orders.v1').map(({ to }) => to)).toEqual([0, 0, 42, 0, 0, 0])
  })

  test('knows where each group stands, which may go back', () => {
    const { laneOf } = bodyAfter([
      { key: 'commit', data: { ...place, group: 'warehouse', offset: 40 } },
      { key: 'commit', data: { ...place, group: 'notifications', offset: 45 } },
      { key: 'offset-reset', data: { ...place, group: 'notifications', from: 45, to: 3 } },
      { key: 'commit', data: { ...place, group: 'nobody', offset: 99 } },
    ])
    expect(laneOf('orders.v1')[2]).toMatchObject({ to: 45, positions: [null, 40, 3] })
  })

  test('loses its beginning to retention and its end to an unclean election', () => {
    const { laneOf } = bodyAfter([
      { key: 'append', data: { ...place, offset: 99 } },
      { key: 'retention', data: { ...place, from: 0, to: 30 } },
      { key: 'truncated', data: { ...place, from: 100, to: 80 } },
    ])
    expect(laneOf('orders.v1')[2]).toMatchObject({ from: 30, to: 80 })
  })

  test('of the dead letters grows by what a reader has put there', () => {
    const { laneOf } = bodyAfter([
      { key: 'dead-letter', data: { ...place, group: 'search', letterPartition: 2, letterOffset: 7 } },
    ])
    expect(laneOf('dead-letter').map(({ to }) => to)).toEqual([0, 0, 8, 0, 0, 0])
    expect(laneOf('orders.v1')[2]!.to).toBe(0)
  })
})

describe('a broker', () => {
  test('that a small cluster does not have is not behind, until it joins', () => {
    const small = [leads(0, [0]), { key: 'absent', data: { broker: 2 } }]
    expect(bodyAfter(small).brokers[2]).toMatchObject({ text: 'not there', tone: 'unknown' })
    const joined = [...small, { key: 'unfenced', data: { broker: 2 } }]
    expect(bodyAfter(joined).brokers[2]).toMatchObject({ text: 'behind 1', tone: 'degraded' })
  })

  test('leads until it dies, and is behind until it is in every ISR again', () => {
    const before = [leads(1, [1, 2, 0])]
    expect(bodyAfter(before).brokers.map(({ text }) => text)).toEqual(['leads 0', 'leads 1', 'leads 0'])
    const crash = [...before, { key: '', kind: 'crash', instance: 1 } as const]
    const down = bodyAfter(crash)
    expect(down.brokers[1]).toMatchObject({ text: 'down', tone: 'failed' })
    expect(down.laneOf('orders.v1')[2]!.keeper).toBe(-1)
    const back = [...crash, leads(2, [2, 0]), { key: '', kind: 'restart', instance: 1 } as const]
    expect(bodyAfter(back).brokers[1]).toMatchObject({ text: 'behind 1', tone: 'degraded' })
    const whole = [...back, { key: 'isr', instance: 2, data: { ...place, isr: [2, 0, 1] } }]
    expect(bodyAfter(whole).brokers.map(({ text }) => text)).toEqual(['leads 0', 'leads 0', 'leads 1'])
  })

  test('that is silent is fenced, until the controller hears of it', () => {
    const fenced = [{ key: 'fenced', instance: 0, data: { broker: 2 } }]
    expect(bodyAfter(fenced).brokers[2]).toMatchObject({ text: 'fenced', tone: 'unknown' })
    const heard = [...fenced, { key: 'unfenced', instance: 0, data: { broker: 2 } }]
    expect(bodyAfter(heard).brokers[2]).toMatchObject({ text: 'leads 0', tone: 'allowed' })
  })
})
