/** The analytics warehouse, group B: loaders of one database. Each process has a session of its own on it, and every load is one statement. */
import type { PostgresClient } from '~/infra/postgres/port'
import type { Component, Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Panel } from '~/kernel/panel'
import type { Setup } from '~/kernel/simulation'
import type { Delivery, Handler, HandlerResult } from '../delivery'
import type { Parameters } from '../parameters'
import type { Servers } from '../servers'
import { GroupReader } from './group-reader'
import { type Loaded, type Row, RowLoader } from './row-loader'

/** What is done to the database rather than to a process in front of it. */
const OF_DATABASE = new Set(['sql', 'failover'])
/** The database as one loader has it. */
export interface Database {
  /** The server in front of it that runs in this process: it answers the inspector, and takes the verbs of its kind. */
  readonly server: Component
  readonly client: PostgresClient
}

/**
 * The code of one loader. All loaders are on the one session that an engine has: none of them ever leaves a transaction open in it.
 */
export function createWarehouse(
  context: Context<'kafka'>,
  setup: Setup<Parameters, Servers>,
  { server, client }: Database,
): Component {
  const { servers, without } = setup
  const { clock } = context
  const loader = new RowLoader(client, clock)
  let copies = 0

  function rowOf(delivery: Delivery): Row {
    const { source: topic, key: aggregate, event, version, record } = delivery
    const row = { event, topic, aggregate, version, ...columnsOf(delivery), at: record.timestampMs }
    return without('no-dedupe') ? { ...row, event: `${event}#${context.instance}.${++copies}` } : row
  }

  const handler: Handler = {
    deliveriesMax: 500,
    async handle(deliveries) {
      return (await loader.add(deliveries.map(rowOf))).map(resultOf)
    },
  }
  const reader = new GroupReader(context, setup, 'warehouse', handler)

  function isDone(verb: string, value: string | undefined): boolean {
    if (!OF_DATABASE.has(verb)) return false
    const act = `${verb}=${value ?? ''}@${clock.monotonicMs()}`
    if (servers.databaseAct.last === act) return true
    servers.databaseAct.last = act
    return false
  }

  return {
    start: () => reader.start(),
    act(verb, value, phase) {
      if (reader.act(verb, phase)) return undefined
      if (verb === 'slow-warehouse') {
        loader.slowness = phase === 'start' ? Number(value) : 1
        return undefined
      }
      return isDone(verb, value) ? undefined : server.act!(verb, value, phase)
    },
    async inspect(query) {
      const answer = (await server.inspect!(query)) as Json
      if (query.view !== 'state') return answer
      const { panels } = answer as { readonly panels: readonly Panel[] }
      return { ...reader.inspect(), ...loader.load, panels }
    },
  }
}

function columnsOf({ value }: Delivery): Pick<Row, 'kind' | 'amount' | 'currency' | 'place'> {
  const nothing = { amount: null, currency: null, place: null }
  if (value === null) return { ...nothing, kind: 'removed' }
  if ('order' in value) {
    return { ...nothing, kind: value.state.toLowerCase(), amount: value.total, currency: value.currency }
  }
  if ('product' in value) return { ...nothing, kind: 'changed', amount: value.price }
  return { ...nothing, kind: value.change.toLowerCase(), place: value.city }
}

function resultOf(loaded: Loaded): HandlerResult {
  if (loaded instanceof Error) return { outcome: 'failed', error: loaded }
  return { outcome: loaded === 'new' ? 'applied' : 'duplicate' }
}
