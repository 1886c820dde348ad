import { describe, expect, it } from 'vitest'
import { runTiny } from '~/kernel/testing/tiny-simulation'
import type { Json } from '~/kernel/json'
import type { PlainEvent } from '~/kernel/trace'
import { sequenceOf } from './sequence'
import { waterfallOf, type CallRow } from './waterfall'

/** As a kind of store says how its messages read. */
const linesOf = (box: string, message: unknown) =>
  box === 'shelf' ? (message as { readonly asked: readonly string[] }).asked : []

async function request(id: number, actions: readonly string[] = []): Promise<PlainEvent[]> {
  const { events } = await runTiny({ arrivals: [10, 20, 30], durationMs: 500, settleMs: 500, actions })
  return events.filter((event: PlainEvent) => event.id === id)
}

const callsOf = (events: readonly PlainEvent[]) =>
  waterfallOf(events, linesOf).rows.filter((row): row is CallRow => row.kind === 'call')

describe('a waterfall', () => {
  it('nests calls by who made them, with the parts of their time', async () => {
    const calls = callsOf(await request(1))
    expect(calls.map(({ depth, from, to, outcome }) => [depth, from, to, outcome])).toEqual([
      [0, 'client', 'server', 'ok'],
      [1, 'server', 'memory', 'ok'],
      [1, 'server', 'store', 'ok'],
    ])
    // One way 2 ms, 1 ms of work.
    const { sentMs, receivedMs, repliedMs, endMs } = calls[2]!
    expect([receivedMs! - sentMs, repliedMs! - receivedMs!, endMs! - repliedMs!]).toEqual([2, 1, 2])
  })

  it('goes from whoever asks, also along an arrow that is pulled, and between instances of one box', () => {
    const sent = { t: 5, kind: 'send', op: 1, id: 7, cause: 0, key: 'fetch' }
    const endsOf = (arrow: string, node: string) =>
      callsOf([{ ...sent, n: 1, arrow, node }]).map(({ from, to }) => [from, to])
    expect(endsOf('log~reader', 'reader')).toEqual([['reader', 'log']])
    expect(endsOf('producer~log', 'producer')).toEqual([['producer', 'log']])
    expect(endsOf('log~log', 'log')).toEqual([['log', 'log']])
  })

  it('tells a definite failure from an unknown outcome', async () => {
    const refused = callsOf(await request(1, ['crash:store@0-100']))
    expect(refused[2]).toMatchObject({ outcome: 'failed', code: 'refused' })
    const lost = callsOf(await request(1, ['reply-lost:server~store=1@0-100']))
    expect(lost[2]).toMatchObject({ outcome: 'unknown', code: 'timeout', lost: { why: 'reply-lost' } })
  })

  it('keeps facts where they were stated', async () => {
    const { rows } = waterfallOf(await request(2))
    expect(rows.filter(({ kind }) => kind === 'fact')).toMatchObject([{ node: 'client', name: 'done' }])
  })

  it('takes in what was asked for no request in particular, with the question or the answer that concerns it', () => {
    const event = (n: number, kind: string, of: Partial<PlainEvent>): PlainEvent => ({
      n, t: 10 * n, node: 'reader', kind, arrow: 'log~reader', op: 5, id: 0, cause: 0, key: 'fetch', ...of,
    }) // prettier-ignore
    const { rows, startMs, endMs } = waterfallOf([
      event(1, 'send', { data: {} }),
      event(2, 'recv', { node: 'log' }),
      event(3, 'state', { id: 9, op: 0, node: 'writer', key: 'placed' }),
      event(4, 'reply', { node: 'log', concerns: true }),
      event(5, 'ok', {}),
      event(7, 'state', { id: 9, op: 0, key: 'handled' }),
      event(8, 'state', { id: 9, op: 0, key: 'sent', data: { sinceMs: 76 } }),
    ])
    expect(rows.map((row) => (row.kind === 'call' ? row.type : [row.name, row.sinceMs]))).toEqual([
      ['placed', 30],
      'fetch',
      ['handled', 50],
      ['sent', 76],
    ])
    // The reader asked long before there was anything to tell.
    expect([startMs, endMs]).toEqual([30, 80])
  })

  it('counts retries and prints what a store is sent as its kind says', () => {
    const send = (n: number, op: number, data?: Json): PlainEvent => ({
      n, t: n, node: 'gateway', kind: 'send', arrow: 'gateway~shelf', op, id: 1, cause: 0, key: 'ask', data,
    }) // prettier-ignore
    const calls = callsOf([send(1, 1, { asked: ['GET key', 'PING'] }), send(2, 2, { asked: [] })])
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2])
    expect(calls[0]!.commands).toEqual(['GET key', 'PING'])
    expect(calls[1]).toMatchObject({ outcome: 'pending', endMs: null })
  })
})

describe('a sequence', () => {
  it('has a step for each message, in order', async () => {
    const { lifelines, steps } = sequenceOf(await request(1))
    expect(lifelines).toEqual(['client', 'server', 'memory', 'store'])
    expect(steps.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).toEqual([
      'call client server',
      'call server memory',
      'answer memory server',
      'call server store',
      'answer store server',
      'answer server client',
      'fact client client',
    ])
  })

  it('shows an answer that was lost and a caller that gave up', async () => {
    const { steps } = sequenceOf(await request(1, ['reply-lost:server~store=1@0-100']))
    const kinds = steps
      .filter(({ from, to }) => from === 'store' || to === 'store' || from === to)
      .map(({ kind }) => kind)
    expect(kinds.slice(0, 3)).toEqual(['call', 'lost', 'gave-up'])
  })
})
