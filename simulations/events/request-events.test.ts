/** What is shown of a request goes on across the log: from the order that was placed to the notification that was sent. */
import { expect, test } from 'vitest'
import { eventsOfRequest } from '~/host/request-events'
import { nodeHost } from '~/host/node'
import { createEngine } from '~/kernel/engine'
import type { PlainEvent } from '~/kernel/trace'
import platform from './index'
import { calmRun } from './testing/calm-run'

test('what is known of an order has what the cluster, the three readers and the provider did for it', async () => {
  const engine = await createEngine(platform, calmRun('steady'), nodeHost)
  let request = 0
  engine.observe({
    step: ({ key, id, t, node }) => {
      if (request === 0 && t > 2_900 && key === 'append' && node === 'orders') request = id
    },
  })
  await engine.advance(4_000, Infinity)
  const events = eventsOfRequest(engine.trace, platform.reading, request) as unknown as PlainEvent[]
  const calls = events.filter(({ concerns }) => concerns === true).map(({ op }) => callOf(events, op))
  const fact = (node: string, name: string) => events.find((each) => each.node === node && each.key === name)!
  const sinceOf = ({ data }: PlainEvent) => (data as { readonly sinceMs: number }).sinceMs

  const [produce] = calls
  expect(produce).toMatchObject({ from: 'orders', type: 'Produce' })
  // Two followers had it before it was acknowledged.
  const followers = calls.filter(({ from, repliedMs }) => from === 'kafka' && repliedMs <= produce!.repliedMs)
  expect(followers.map(({ instance, to }) => [instance === to, to])).toEqual([
    [false, produce!.to],
    [false, produce!.to],
  ])
  const placed = fact('orders', 'append')
  expect([sinceOf(placed) < produce!.sentMs, placed.t]).toEqual([true, produce!.endMs])

  for (const reader of ['search', 'warehouse', 'notifications']) {
    const fetch = calls.find(({ from }) => from === reader)!
    expect(fetch.type).toBe('Fetch')
    expect(fact(reader, 'handled').t).toBeGreaterThan(fetch.endMs)
  }
  const sent = fact('notifications', 'effect')
  expect(sent.t - sinceOf(sent)).toBeGreaterThan(3)
})

/** A call, from its events. */
function callOf(events: readonly PlainEvent[], op: number) {
  const find = (kind: string) => events.find((each) => each.op === op && each.kind === kind)!
  const [send, recv] = [find('send'), find('recv')]
  return {
    from: send.node,
    instance: send.instance ?? 0,
    to: recv.instance ?? 0,
    type: send.key,
    sentMs: send.t,
    repliedMs: find('reply').t,
    endMs: find('ok').t,
  }
}
