/** Which schemas of runs a real PostgreSQL holds, among those of others. */
import { expect, onTestFinished, test } from 'vitest'
import { startRealServer } from '../testing/real-server'
import { live } from '../live-node'
import { LiveConnection } from '../live'

test('schemas of runs are told of with their tables; those of others are not', async () => {
  const server = await startRealServer()
  onTestFinished(server.stop)
  const session = new LiveConnection({ url: server.url, schema: 'public' }, () => 0)
  onTestFinished(() => session.close())
  const store = await live.open({ kind: 'postgres', url: server.url, isDisposable: false }, { suffix: 'feed0001' })
  onTestFinished(() => store.close())
  expect(await store.held!()).toEqual([])
  await session.script('CREATE SCHEMA boxes_a1b2c3d4r1; CREATE TABLE boxes_a1b2c3d4r1.outbox (); CREATE TABLE boxes_a1b2c3d4r1.charges ();')
  await session.script('CREATE SCHEMA boxes_a1b2c3d4r2; CREATE SCHEMA boxes_mine; CREATE SCHEMA "boxesXa1b2c3d4";')
  expect(await store.held!()).toEqual([
    {
      suffix: 'a1b2c3d4r1',
      what: 'schema boxes_a1b2c3d4r1 with 2 tables: charges, outbox',
      remove: "psql -c 'DROP SCHEMA boxes_a1b2c3d4r1 CASCADE'",
    },
    expect.objectContaining({ what: 'schema boxes_a1b2c3d4r2 with 0 tables' }),
  ])
}) // prettier-ignore
