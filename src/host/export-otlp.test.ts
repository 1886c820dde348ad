/** Spans of whole runs: read by the protocol itself, and held against what happened in the run. */
import { describe, expect, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import { runOf } from '~/kernel/run'
import { tinySimulation, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import type { ResourceSpans } from '~/projections/otlp/otlp-json'
import { exportTrace } from './export-trace'
import { nodeHost } from './node'
import { throughProtobuf } from './testing/otlp-protobuf'

const HOST = { load: () => Promise.reject(new Error('no assets')) }

async function exported(
  simulation: Parameters<typeof exportTrace>[0],
  seed = 1,
  charactersMax?: number,
  { host = HOST, untilMs = 1000 }: { host?: Parameters<typeof exportTrace>[2]; untilMs?: number } = {},
) {
  let text = ''
  const sink = { write: (part: string) => void (text += part), progress: () => {}, isWanted: () => true }
  const { id } = simulation.diagram
  const run = runOf(id, { scenario: simulation.scenarios[0]!.id, seed })
  const limit = charactersMax === undefined ? {} : { charactersMax }
  const outcome = await exportTrace(simulation, run, host, { untilMs, format: 'otlp', ...limit }, sink)
  const request = JSON.parse(text) as { resourceSpans: ResourceSpans[] }
  const spans = request.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const [service] = resource.attributes.map(({ value }) => Object.values(value)[0] as string)
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ attributes = [], ...span }) => ({
        ...span,
        service,
        attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] as unknown])),
      })),
    )
  })
  return { outcome, text, request, spans, byId: new Map(spans.map((span) => [span.spanId, span])) }
}

const tiny = (options: TinyOptions) =>
  exported(tinySimulation({ arrivals: [10, 20, 30], durationMs: 500, settleMs: 500, ...options }))

describe('the spans of a run', () => {
  test('are a request of OpenTelemetry’s protocol, to the last field', async () => {
    const { request } = await tiny({ actions: ['reply-lost:server~store=1@0-15', 'crash:server@21'] })
    expect(throughProtobuf(request)).toEqual(request)
    const broken = JSON.parse(JSON.stringify(request).replaceAll('"startTimeUnixNano"', '"startTime"')) as unknown
    expect(throughProtobuf(broken)).not.toEqual(broken)
  })

  test('make one tree of each request: every span but the first lies below one of its trace, and within the time of the run', async () => {
    const { spans, byId } = await tiny({})
    const roots = spans.filter(({ attributes }) => 'boxes_and_arrows.request' in attributes)
    expect(roots.map(({ attributes }) => attributes['boxes_and_arrows.request'])).toEqual(['1', '2', '3'])
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length)
    for (const root of roots) {
      const tree = spans.filter(({ traceId }) => traceId === root.traceId)
      expect(tree.length).toBeGreaterThan(4)
      for (const span of tree) {
        if (span === root) expect(span.parentSpanId).toBeUndefined()
        else expect(byId.get(span.parentSpanId!)?.traceId).toBe(root.traceId)
        expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
        expect(span.startTimeUnixNano).toMatch(/^17672\d{14}$/)
      }
    }
  })

  test('have a client at the box that asks and a server at the box that is asked', async () => {
    const { spans, byId } = await tiny({})
    const servers = spans.filter(({ kind, service }) => kind === 2 && service === 'store')
    expect(servers.length).toBeGreaterThanOrEqual(3)
    for (const server of servers) {
      const client = byId.get(server.parentSpanId!)!
      expect(client).toMatchObject({ kind: 3, name: server.name, service: 'server' })
      expect(client.attributes['server.address']).toBe('store')
      expect(BigInt(client.startTimeUnixNano)).toBeLessThan(BigInt(server.startTimeUnixNano))
    }
  })

  test('say what failed, and of what only the asker does not know whether it was done', async () => {
    const { spans } = await tiny({ actions: ['reply-lost:server~store=1@0-15'] })
    const failed = spans.filter(({ attributes }) => attributes['error.type'] === 'timeout')
    expect(failed.length).toBeGreaterThan(0)
    for (const span of failed) expect(span.status?.code).toBe(2)
    const lost = failed.find(({ attributes }) => attributes['server.address'] === 'store')!
    expect(lost.events?.map(({ name }) => name)).toEqual(['drop'])
    const handled = spans.find(({ parentSpanId }) => parentSpanId === lost.spanId)!
    expect(handled.status).toBeUndefined()
  })

  test('end where their process died', async () => {
    const { spans } = await tiny({ actions: ['crash:server@10-30'], code: {} })
    const run = spans.find(({ name }) => name.startsWith('run '))!
    expect(run.events?.map(({ name }) => name)).toEqual(expect.arrayContaining([expect.stringMatching(/^crash /)]))
  })

  test('are the same for the same run, and others for another', async () => {
    expect((await tiny({})).text).toBe((await tiny({})).text)
    const ids = (await exported(tinySimulation({ arrivals: [10] }), 2)).spans.map(({ spanId }) => spanId)
    const others = (await exported(tinySimulation({ arrivals: [10] }), 3)).byId
    expect(ids.filter((id) => others.has(id))).toEqual([])
  })

  test('are a whole document, also where the trace is cut', async () => {
    const { outcome, spans, request } = await exported(tinySimulation({ arrivals: [10, 20, 30] }), 1, 10)
    expect(outcome).toMatchObject({ isCut: true })
    expect(throughProtobuf(request)).toEqual(request)
    expect(spans.length).toBeGreaterThan(0)
  })
})

test('a batch links to the span of every request that it has a record of, when it is sent and when it is received', async () => {
  const { spans, byId, request } = await exported(await loadSimulation('events'), 1, undefined, {
    host: nodeHost,
    untilMs: 2_500,
  })
  expect(throughProtobuf(request)).toEqual(request)
  for (const operation of ['send', 'receive']) {
    const batches = spans.filter(({ attributes }) => {
      return attributes['messaging.operation.type'] === operation && 'messaging.batch.message_count' in attributes
    })
    expect(batches.length).toBeGreaterThan(10)
    expect(Math.max(...batches.map(({ links = [] }) => links.length))).toBeGreaterThan(1)
    for (const { attributes, links = [], traceId } of batches) {
      const linked = links.map(({ spanId }) => byId.get(spanId)!)
      expect(linked.map((span) => span.traceId)).toEqual(links.map((link) => link.traceId))
      for (const span of linked) expect(span.attributes).toHaveProperty(['boxes_and_arrows.request'])
      expect(new Set(links.map((link) => link.traceId)).has(traceId)).toBe(false)
      expect(links.length).toBeLessThanOrEqual(Number(attributes['messaging.batch.message_count']))
    }
  }
})
