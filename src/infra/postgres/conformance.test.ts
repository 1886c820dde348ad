import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conformanceCases, observeCase } from './conformance'
import { connectLiveEngine } from './live'
import { createPgliteEngine } from './pglite/engine'
import { loadPgliteFromPackage } from './pglite/load-node'
import type { PostgresEngine } from './port'
import { startRealServer } from './testing/real-server'
import type { RealServer } from '../testing/real-server'

const groups = Object.entries(conformanceCases)
const clock = { nowMs: () => 1_234.5 }

function conformanceOf(open: () => Promise<PostgresEngine>): void {
  let engine: PostgresEngine
  beforeAll(async () => {
    engine = await open()
  }, 60_000)
  afterAll(() => engine?.close())
  describe.each(groups)('%s', (_group, cases) => {
    test.each(cases)('$name', async (subject) => {
      expect(await observeCase(engine, subject)).toEqual(subject.expected)
    })
  })
}

describe('PGlite', () => {
  conformanceOf(async () => createPgliteEngine(await loadPgliteFromPackage(), { clock }))
})

describe('a real PostgreSQL', () => {
  let server: RealServer | undefined
  afterAll(() => server?.stop())
  conformanceOf(async () => {
    server = await startRealServer()
    return connectLiveEngine({ url: server.url, schema: 'run' }, clock)
  })
})

describe('a real PostgreSQL on virtual time', () => {
  let server: RealServer | undefined
  afterAll(() => server?.stop())

  test('tells the time of the run, in defaults, too', async () => {
    server = await startRealServer()
    const engine = await connectLiveEngine({ url: server.url, schema: 'run', hasVirtualTime: true }, clock)
    await engine.reset()
    const connection = engine.connect()
    await connection.script('CREATE TABLE event (at timestamptz NOT NULL DEFAULT now())')
    const replies = await connection.execute([{ text: `INSERT INTO event VALUES (DEFAULT) RETURNING at` }])
    expect(replies[0]).toMatchObject({ rows: [{ at: '2026-01-01 12:00:01.234+00' }] })
    await connection.close()
  })
})
