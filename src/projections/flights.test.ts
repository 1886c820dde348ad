/** The dots: they go along the arrows as drawn, on a pulled arrow with what the reader was given. */
import { describe, expect, test } from 'vitest'
import { createEventBuffer, type TraceEvent } from '~/kernel/trace'
import { Flights } from './flights'

const ARROWS = [
  { name: 'client~log', tone: 'allowed', isPulled: false },
  { name: 'log~reader', tone: 'degraded', isPulled: true },
] as const

function event(fields: Partial<TraceEvent>): TraceEvent {
  return { ...createEventBuffer(), op: 1, id: 3, ...fields }
}

function flightsOf(events: readonly Partial<TraceEvent>[], carries?: (reply: TraceEvent) => boolean) {
  const flights = new Flights(ARROWS, carries)
  for (const each of events) flights.step(event(each))
  return flights.take('view')
}

describe('a dot leaves', () => {
  test('with the request, where the box that an arrow leaves asks', () => {
    const { flights } = flightsOf([
      { kind: 'send', arrow: 'client~log', t: 5 },
      { kind: 'reply', arrow: 'client~log', t: 7, data: 'done' },
    ])
    expect(flights).toEqual([{ op: 1, request: 3, arrow: 0, departMs: 5, tone: 'allowed' }])
  })

  test('with the reply, where an arrow is pulled', () => {
    const { flights } = flightsOf([
      { kind: 'send', arrow: 'log~reader', t: 5 },
      { kind: 'reply', arrow: 'log~reader', t: 7, data: ['record'] },
    ])
    expect(flights).toEqual([{ op: 1, request: 3, arrow: 1, departMs: 7, tone: 'degraded' }])
  })

  test.each([
    ['an empty list', { data: [] }],
    ['nothing', { data: null }],
    ['no content', { data: undefined }],
    ['an error', { data: undefined, key: 'overloaded' }],
  ])('not for a pull that was answered with %s', (_, reply) => {
    expect(flightsOf([{ kind: 'reply', arrow: 'log~reader', t: 7, ...reply }]).flights).toEqual([])
  })

  test('for a pull as the reading says', () => {
    const carries = ({ data }: TraceEvent) => (data as { records: unknown[] }).records.length > 0
    const replies = [[], ['record']].map(
      (records) => ({ kind: 'reply', arrow: 'log~reader', data: { records } }) as const,
    )
    expect(flightsOf(replies, carries).flights).toHaveLength(1)
  })
})

test('a pull that fails after its dot has left colours the dot, one that brought nothing has none to colour', () => {
  const failed = { kind: 'info', arrow: 'log~reader', key: 'timeout' } as const
  const brought = flightsOf([{ kind: 'reply', arrow: 'log~reader', data: ['record'] }, failed])
  expect(brought.outcomes).toEqual([{ op: 1, tone: 'unknown' }])
  expect(flightsOf([{ kind: 'send', arrow: 'log~reader' }, failed]).outcomes).toEqual([])
})

test('messages of no request are thinned out on each arrow by the time of watching', () => {
  const flights = new Flights(ARROWS)
  const departures = (speed: number) => {
    flights.sample(10_000, speed)
    for (let t = 0; t < 1_000; t += 10) {
      flights.step(event({ kind: 'send', arrow: 'client~log', id: 0, op: t + 1, t: t + speed * 10_000 }))
    }
    return flights.take('view').flights.map(({ departMs }) => departMs - speed * 10_000)
  }
  expect(departures(1)).toHaveLength(20)
  expect(departures(4)).toEqual([0, 200, 400, 600, 800])
})

test('a rare message of no request is shown, however many requests there are', () => {
  const flights = new Flights(ARROWS)
  flights.sample(10_000, 1)
  flights.step(event({ kind: 'send', arrow: 'client~log', id: 0, op: 7, t: 5 }))
  flights.step(event({ kind: 'send', arrow: 'client~log', id: 7, op: 8, t: 5 }))
  expect(flights.take('view').flights.map(({ op }) => op)).toEqual([7])
})
