import { describe, expect, test } from 'vitest'
import { runOf, type Run } from '~/kernel/run'
import { runTiny, tinySimulation } from '~/kernel/testing/tiny-simulation'
import { exportTrace } from './export-trace'
import type { TraceFormat } from './trace-formats'

const OPTIONS = { arrivals: [10, 20, 30], durationMs: 500, settleMs: 500, actions: ['reply-lost:server~store=1@0-15'] }
const RUN: Run = runOf('tiny', {
  scenario: 'plain',
  seed: 1,
})
const HOST = { load: () => Promise.reject(new Error('no assets')) }

async function written(format: TraceFormat, charactersMax?: number, isWanted = true) {
  let text = ''
  const sink = { write: (part: string) => void (text += part), progress: () => {}, isWanted: () => isWanted }
  const terms = { untilMs: 1000, format, ...(charactersMax === undefined ? {} : { charactersMax }) }
  const outcome = await exportTrace(tinySimulation(OPTIONS), RUN, HOST, terms, sink)
  return { text, outcome }
}

describe('a trace as text', () => {
  test('as NDJSON is every event, one a line', async () => {
    const { events, hash } = await runTiny(OPTIONS)
    const { text, outcome } = await written('ndjson')
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(events)
    expect(outcome).toEqual({ events: events.length, isCut: false, traceHash: hash })
  })

  test('for Perfetto begins and ends every call that has an outcome', async () => {
    const { text } = await written('chrome')
    const { traceEvents } = JSON.parse(text) as {
      traceEvents: { ph: string; id?: number; name: string; args: object }[]
    }
    const begun = traceEvents.filter(({ ph }) => ph === 'b')
    const ended = traceEvents.filter(({ ph }) => ph === 'e')
    expect(begun.length).toBeGreaterThan(8)
    expect(ended.map(({ id, name }) => `${id} ${name}`).toSorted()).toEqual(
      begun.map(({ id, name }) => `${id} ${name}`).toSorted(),
    )
    expect(ended.map(({ args }) => JSON.stringify(args))).toContain('{"outcome":"unknown: timeout"}')
    expect(traceEvents.filter(({ ph }) => ph === 'M').map(({ args }) => args)).toContainEqual({ name: 'store' })
  })

  test('is cut at its limit, and says so', async () => {
    const { text, outcome } = await written('ndjson', 500)
    expect(outcome).toMatchObject({ isCut: true })
    expect(text.length).toBeLessThan(50_000)
    for (const line of text.trimEnd().split('\n')) JSON.parse(line)
  })

  test('ends when nobody wants it', async () => {
    expect((await written('ndjson', undefined, false)).outcome).toBeNull()
  })
})
