/** Transactions over the network: their messages repeated, late, and left open by processes that died. */
import { describe, expect, test } from 'vitest'
import { createEventBuffer } from '~/kernel/trace'
import type { PostgresClient } from './port'
import { playPostgresRun, type Doing, type PostgresRun } from './testing/postgres-run'

const MIGRATIONS = [
  `CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE,
     key uuid NOT NULL DEFAULT gen_random_uuid(), at timestamptz NOT NULL DEFAULT now())`,
]

const names = (client: PostgresClient) =>
  client.query('SELECT name FROM item ORDER BY id').then(({ rows }) => rows.map(({ name }) => name).join(' '))

const resultsOf = ({ outcomes }: PostgresRun) => outcomes.map(({ result }) => result)

function play(doings: readonly Doing[], ...actions: string[]) {
  return playPostgresRun({ doings, actions, migrations: MIGRATIONS })
}

describe('transactions', () => {
  const twice = async (client: PostgresClient) => {
    for (const name of ['a', 'b']) {
      await client.transaction((tx) => tx.query('INSERT INTO item (name) VALUES ($1)', [name]))
    }
    return 'done'
  }

  test('are numbered anew in every run: what travels does not tell what ran before', async () => {
    const sent = async () => {
      const { engine } = await play([[0, twice]])
      const event = createEventBuffer()
      return Array.from({ length: engine.trace.length }, (_, index) => {
        engine.trace.read(index + 1, event)
        return event.kind === 'send' ? (event.data as { transaction?: number }).transaction : undefined
      }).filter((number) => number !== undefined)
    }
    const first = await sent()
    expect(first).toEqual([1, 1, 2, 2])
    expect(await sent()).toEqual(first)
  })

  /** Of what is sent in the first 11 ms another copy arrives, up to 300 ms apart. */
  const REPEATED = ['duplicate:client~postgres=1@0-11', 'reorder:client~postgres=300@0-11']

  test('are not begun again by a late copy of their first message: what was done since is not lost', async () => {
    const work = (client: PostgresClient, { clock }: { readonly clock: { sleep(ms: number): Promise<void> } }) =>
      client.transaction(async (tx) => {
        await tx.query(`INSERT INTO item (name) VALUES ('first')`)
        await tx.query(`INSERT INTO item (name) VALUES ('second')`)
        await clock.sleep(400)
        return 'done'
      })
    const run = await play([[10, work], [2_500, names]], ...REPEATED) // prettier-ignore
    expect(resultsOf(run)).toEqual(['done', 'first second'])
  })

  test('that are over are not begun again by a late copy of their first message: nobody waits for their end', async () => {
    const run = await play([[10, (client) => client.transaction((tx) => tx.query('SELECT 1'))], [500, names]], ...REPEATED) // prettier-ignore
    expect(run.outcomes[1]).toEqual({ doneMs: expect.any(Number), result: '' })
    expect(run.outcomes[1]!.doneMs).toBeLessThan(510)
  })

  test('that a dead process left open are not gone on with by the next one, which counts from one again', async () => {
    const leave = async (client: PostgresClient, { clock }: { readonly clock: { sleep(ms: number): Promise<void> } }) =>
      client.transaction(async (tx) => {
        await tx.query(`INSERT INTO item (name) VALUES ('left')`)
        await clock.sleep(10_000)
      })
    const run = await play(
      [
        [0, leave],
        [300, twice],
        [600, names],
      ],
      'crash:client@100-200',
    )
    expect(resultsOf(run).slice(1)).toEqual(['done', 'a b'])
  })
})

/** The facts of a name, in order. */
