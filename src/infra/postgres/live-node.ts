/** Connects a run to a real PostgreSQL. */
import type { LiveConnector } from '../live-store'
import { LivePostgresEngine } from './live/engine'
import { LivePostgresServer } from './live/server-node'
import { PostgresError } from './port'

const ROUND_TRIPS = 5

/** Runs on a real PostgreSQL. */
export const live: LiveConnector = {
  async open(store, { suffix }) {
    const schema = `boxes_${suffix}`
    const server = new LivePostgresServer(store, schema)
    const shown = await server.peek({ text: 'SHOW server_version' })
    if (shown instanceof PostgresError) {
      await server.close()
      throw new Error(shown.message)
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
      engine: () => Promise.resolve(new LivePostgresEngine(about, server, server)),
      async clean() {
        await server.clean()
        return [`schema ${schema}`]
      },
      close: () => server.close(),
    }
  },
}
