/** Connects a run to a real PostgreSQL. */
import type { LiveConnector } from '../live-store'
import { LivePostgresEngine } from './live/engine'
import { heldBy } from './live/held'
import { LivePostgresServer } from './live/server-node'
import { PostgresError, type SqlRow } from './port'

const ROUND_TRIPS = 5
/** What a run needs before it creates its schema; a `PostgresError` says it as the server would then. */
const MAY = {
  text: "SELECT has_database_privilege(current_database(), 'CREATE') AS creates, pg_is_in_recovery() AS follows, current_user AS me",
}

/** Runs on a real PostgreSQL. */
export const live: LiveConnector = {
  async open(store, { suffix }) {
    const schema = `boxes_${suffix}`
    const server = new LivePostgresServer(store, schema)
    const shown = await server.peek({ text: 'SHOW server_version' })
    const may = shown instanceof PostgresError ? shown : await server.peek(MAY)
    const refusal = may instanceof PostgresError ? may.message : refusalIn(may.rows[0]!)
    if (shown instanceof PostgresError || refusal !== null) {
      await server.close()
      throw new Error(refusal!)
    }
    const version = String(shown.rows[0]!['server_version']).split(' ')[0]!
    const times: number[] = []
    for (let trip = 0; trip < ROUND_TRIPS; trip++) {
      const sinceMs = performance.now()
      await server.typed({ text: 'SELECT 1' })
      times.push(performance.now() - sinceMs)
    }
    const about = { title: `PostgreSQL ${version}`, version }
    return {
      ...about,
      half: server.half,
      roundTripMs: times.toSorted((a, b) => a - b)[ROUND_TRIPS >> 1]!,
      creates: [`schema ${schema}, with the tables of the diagram`],
      held: () => heldBy((statement) => server.peek(statement)),
      engine: () => Promise.resolve(new LivePostgresEngine(about, server, server)),
      async clean() {
        await server.clean()
        return [`schema ${schema}`]
      },
      close: () => server.close(),
    }
  },
}

/** Why the server would not let a run create its schema, in its own words. */
function refusalIn({ creates, follows, me }: SqlRow): string | null {
  if (follows === true) return 'cannot execute CREATE SCHEMA in a read-only transaction (25006)'
  return creates === true ? null : `permission denied for database, as ${String(me)} (42501)`
}
