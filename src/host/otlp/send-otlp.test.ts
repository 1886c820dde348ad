/** A sender against a collector that takes, refuses, is too busy and is gone. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { OtlpSpan, Resource } from '~/projections/otlp/otlp-json'
import { throughProtobuf } from '../testing/otlp-protobuf'
import { sendOtlp } from './send-otlp'
import { collector } from './testing/fake-collector'

const RESOURCE: Resource = { service: 'api', instance: 0, namespace: 'tiny' }

function span(number: number): OtlpSpan {
  const spanId = (number + 1).toString(16).padStart(16, '0')
  return { traceId: spanId.repeat(2), spanId, name: 'GET', kind: 3, startTimeUnixNano: '1', endTimeUnixNano: '2' } // prettier-ignore
}

/** Sends so many spans, and tells how long it would have waited between attempts. */
async function sent(address: string, count: number) {
  const told: string[] = []
  const waits: number[] = []
  const sleep = (ms: number) => {
    waits.push(ms)
    return Promise.resolve()
  }
  const sender = sendOtlp(address, { tell: (line) => told.push(line), sleep })
  for (let number = 0; number < count; number++) sender.take(RESOURCE, span(number))
  return { report: await sender.close(), told, waits }
}

describe('a sender of spans', () => {
  test('sends all of them in requests of the protocol, a bounded number in each', async () => {
    const { address, bodies } = await collector({})
    expect((await sent(address, 1200)).report).toEqual({ taken: 1200, rejected: 0, dropped: 0 })
    expect(bodies.map(({ spans }) => spans)).toEqual([512, 512, 176])
    for (const { body } of bodies) expect(throughProtobuf(body)).toEqual(body)
  })

  test('tries again what may pass, later and later, or as late as it is told', async () => {
    const { address, bodies } = await collector(
      { status: 503 },
      { status: 502 },
      { status: 429, headers: { 'retry-after': '7' } },
      {},
    )
    const { report, waits, told } = await sent(address, 3)
    expect(report).toMatchObject({ taken: 3, dropped: 0 })
    expect(waits).toEqual([500, 1000, 7000])
    expect(bodies.map(({ spans }) => spans)).toEqual([3, 3, 3, 3])
    expect(told).toEqual([expect.stringMatching(/does not take spans: 503/), 'The collector takes spans again.'])
  })

  test('gives up what is refused at once, and says what the collector said', async () => {
    const { address, bodies } = await collector({ status: 400, body: 'no such tenant' })
    const { report } = await sent(address, 3)
    expect(report).toEqual({ taken: 0, rejected: 3, dropped: 0, problem: '400 no such tenant' })
    expect(bodies).toHaveLength(1)
  })

  test('counts what a collector takes only in part', async () => {
    const body = JSON.stringify({ partialSuccess: { rejectedSpans: '2', errorMessage: 'too old' } })
    const { address } = await collector({ body })
    expect((await sent(address, 3)).report).toEqual({ taken: 1, rejected: 2, dropped: 0, problem: 'too old' })
  })

  test('takes an answer that is no JSON, or far too long, for an answer', async () => {
    const { address } = await collector({ body: '<html>' }, { body: 'x'.repeat(5_000_000) })
    expect((await sent(address, 600)).report).toEqual({ taken: 600, rejected: 0, dropped: 0 })
  })

  test('drops what nobody takes, and what is too much, and never blocks', async () => {
    const { address, server } = await collector({})
    await new Promise((resolve) => server.close(resolve))
    const { report, waits } = await sent(address, 40_000)
    expect(report).toMatchObject({ taken: 0, dropped: 40_000 })
    expect(report.problem).toMatch(/fetch failed/)
    expect(waits.length).toBeLessThan(10)
  })

  test('ends at once when it is called off, also where a collector does not answer', async () => {
    const hung = createServer(() => undefined)
    await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void hung.close())
    const off = new AbortController()
    const { port } = hung.address() as AddressInfo
    const sender = sendOtlp(`http://127.0.0.1:${port}`, { off: off.signal })
    for (let number = 0; number < 1_000; number++) sender.take(RESOURCE, span(number))
    hung.once('request', () => off.abort())
    expect(await sender.close()).toMatchObject({ taken: 0, dropped: 1_000 })
  })

  test.each(['collector', 'ftp://127.0.0.1', 'http://me:secret@127.0.0.1:4318'])('does not go to %s', (address) => {
    expect(() => sendOtlp(address)).toThrow(/collector/)
    expect(() => sendOtlp(address)).not.toThrow(/secret/)
  })
})
