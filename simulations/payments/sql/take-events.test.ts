/** Which events the relay takes, by the clock of the database, also after that has jumped. */
import { describe, expect, test } from 'vitest'
import { playPostgresRun, type Doing } from '~/infra/postgres/testing/postgres-run'
import type { PostgresClient } from '~/infra/postgres/port'
import { recordEventSql, takeEventsSql } from '../components/sql'
import { migrations } from '../migrations'

const PAYMENT = '00000000-0000-4000-8000-000000000001'
const LEASE_MS = 1_000
const LONGEST_WAIT_MS = 2_000

/** Records an event that waits for so long. */
const record = (waitMs: number) => (client: PostgresClient) => client.query(recordEventSql, [PAYMENT, '{}', waitMs])

/** Takes what is due; which attempts these are. */
const take = (client: PostgresClient) =>
  client
    .query(takeEventsSql, [10, LEASE_MS, LONGEST_WAIT_MS])
    .then(({ rows }) => rows.map(({ attempts }) => Number(attempts)))

/** What the last of several doings has taken. */
async function lastTaken(doings: readonly Doing[], ...actions: string[]) {
  const { outcomes } = await playPostgresRun({ doings, actions, migrations })
  return outcomes.at(-1)!.result
}

describe('an event', () => {
  test.each<[string, number, number, readonly number[]]>([
    ['is left alone while it waits', 1_500, 1_000, []],
    ['is taken when it has waited', 1_500, 1_700, [1]],
    ['is left alone for as long as any may wait', LONGEST_WAIT_MS, 1_900, []],
  ])('%s', async (_, waitMs, takenAtMs, taken) => {
    expect(await lastTaken([[100, record(waitMs)], [takenAtMs, take]])).toEqual(taken) // prettier-ignore
  })

  test.each<[string, number, readonly number[]]>([
    ['is left alone while it is leased', 1_000, []],
    ['is taken again when its lease is over', 1_400, [2]],
  ])('%s', async (_, takenAtMs, taken) => {
    expect(await lastTaken([[100, record(0)], [200, take], [takenAtMs, take]])).toEqual(taken) // prettier-ignore
  })

  test('that was to wait until long after the clock has jumped back does not wait any more', async () => {
    expect(await lastTaken([[100, record(1_500)], [600, take]], 'skew:postgres=60000@50-500')).toEqual([1]) // prettier-ignore
  })

  test('that was leased until long after the clock has jumped back is taken again', async () => {
    expect(await lastTaken([[100, record(0)], [200, take], [600, take]], 'skew:postgres=60000@150-500')).toEqual([2]) // prettier-ignore
  })
})
