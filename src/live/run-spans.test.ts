/** Spans of runs on a real Redis, at a collector that takes them, and at one that is away. */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import { collector } from '~/host/otlp/testing/fake-collector'
import { throughProtobuf } from '~/host/testing/otlp-protobuf'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import type { ResourceSpans } from '~/projections/otlp/otlp-json'
import { LiveStack } from './live-stack'
import { thisMachine } from './local/machine'
import { startLocalStack, type LocalStack } from './local/stack'
import { liveKinds } from './options'
import { sendSpans } from './run-spans'
import { createStackDesk } from './stack-desk'

let local: LocalStack
let limiter: AnySimulation
beforeAll(async () => {
  const kinds = liveKinds.filter(({ name }) => name === 'redis')
  local = await startLocalStack(kinds, thisMachine(path.resolve('.cache')))
  limiter = await loadSimulation('rate-limiter')
})
afterAll(() => local.stop())

/** A page plays two seconds of a little load; tells what became of the spans. */
async function play(address: string) {
  const told: string[] = []
  const spans = sendSpans(address, (line) => told.push(line))
  const stores = local.stores.map(({ kind, url, processes }) => ({ kind, place: kind.option.read(url), processes }))
  const stack = new LiveStack({ stores, spans })
  const desk = createStackDesk(stack)
  const actions = ['rate:clients=40@0', 'rate:abuser=20@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
  const run = { ...runOf('rate-limiter', { scenario: 'steady' }), actions, durationMs: 1_500, settleMs: 500 }
  let { frame } = await desk.open(run, () => undefined)
  const step = { untilMs: Infinity, eventsMax: 5_000, wallMs: 50, speed: 1, stop: { at: [], after: 0 } }
  while (!frame.ended) frame = (await desk.advance(step)).frame
  await desk.end()
  await spans.close()
  await stack.close()
  return { told, frame }
}

test('a collector gets the requests of a live run at their time of day, with the calls to the real store', async () => {
  const { address, bodies } = await collector({})
  const fromMs = Date.now()
  const { told } = await play(address)
  for (const { body } of bodies) expect(throughProtobuf(body)).toEqual(body)
  const resources = bodies.flatMap(({ body }) => (body as { readonly resourceSpans: ResourceSpans[] }).resourceSpans)
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  const withKey = (wanted: string) => spans.filter(({ attributes }) => attributes?.some(({ key }) => key === wanted))
  expect(withKey('boxes_and_arrows.request').length).toBeGreaterThan(20)
  expect(withKey('db.system.name').length).toBeGreaterThan(20)
  const beganMs = spans.map(({ startTimeUnixNano }) => Number(BigInt(startTimeUnixNano) / 1_000_000n))
  expect(Math.min(...beganMs)).toBeGreaterThanOrEqual(fromMs)
  expect(Math.max(...beganMs)).toBeLessThanOrEqual(Date.now())
  expect(told).toEqual([`${spans.length} spans went to the collector.`])
})

test('a collector that is away is named once, and the run goes on without it', async () => {
  const { address, server } = await collector({})
  await new Promise((resolve) => server.close(resolve))
  const { told, frame } = await play(address)
  expect(frame.nowMs).toBe(2_000)
  expect(told).toEqual([
    expect.stringMatching(/^The collector at 127\.0\.0\.1:\d+ does not take spans: fetch failed/),
    expect.stringMatching(/^0 spans went to the collector, \d+ not|dropped/),
  ])
})

test.each(['collector', 'ftp://127.0.0.1:4318'])('spans do not go to %s', (address) => {
  expect(() => sendSpans(address, () => undefined)).toThrow(/a collector is an address such as/)
})
