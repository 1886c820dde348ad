/** The tables keep themselves whole: no block is written twice, and the cursor moves over none that was not. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPostgresStore } from '~/infra/postgres/box'
import { PgliteRuntime, type PgliteEngine } from '~/infra/postgres/pglite/engine'
import { loadPgliteFromPackage } from '~/infra/postgres/pglite/load-node'
import { PostgresError } from '~/infra/postgres/port'
import { modelled } from './marketplace'
import { migrationsOf } from './migrations'

const sqlOf = (name: string) => readFileSync(`simulations/nft-marketplace/sql/${name}.sql`, 'utf8')

let server: PgliteRuntime
let engine: PgliteEngine

beforeAll(async () => {
  server = await PgliteRuntime.boot(await loadPgliteFromPackage())
  engine = server.open({ nowMs: () => 0 })
}, 60_000)
afterAll(() => server?.close())
beforeEach(async () => {
  engine.reset()
  await openPostgresStore(engine, migrationsOf(modelled))
})

function moveCursor(height: number, takesGaps = false): number {
  const reply = engine.run({ text: sqlOf('cursor'), values: [height, 9, takesGaps] })
  if (reply instanceof PostgresError) throw reply
  return reply.rowCount
}

test('only the block after the last one moves the cursor, and whoever writes another sees that no row was touched', () => {
  expect([1, 2, 2, 1, 4, 3].map((height) => moveCursor(height))).toEqual([1, 1, 0, 0, 0, 1])
})

test('where what is missed cannot be asked for, gaps are taken, and nothing goes back', () => {
  expect([1, 4, 4, 3, 9].map((height) => moveCursor(height, true))).toEqual([1, 1, 0, 0, 1])
})

test('no block is written twice', () => {
  const write = () => engine.run({ text: sqlOf('indexed'), values: [1] })
  expect(write()).toMatchObject({ rowCount: 1 })
  expect(write()).toMatchObject({ code: '23505' })
})
