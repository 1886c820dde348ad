/** Connects a run to a real Kafka. */
import type { LiveConnector } from '../live-store'
import { LiveCluster } from './live/cluster-node'
import { LiveConnections } from './live/connections-node'
import { heldOn } from './live/held-node'
import { LiveRegistry } from './live/registry'
import { LiveLogServer } from './live/server-node'
import { option } from './live-option'

const ROUND_TRIPS = 5

/** Runs on a real Kafka, 3.3 or later. */
export const live: LiveConnector = {
  async open(store, { suffix }) {
    const connections = new LiveConnections(store)
    const cluster = new LiveCluster(connections, option.read(store.url).servers)
    const times: number[] = []
    let level = 0
    try {
      level = await cluster.find()
      for (let trip = 0; trip < ROUND_TRIPS; trip++) {
        const sinceMs = performance.now()
        await cluster.anyone({ type: 'Metadata', topics: [], request: 0 })
        times.push(performance.now() - sinceMs)
      }
    } catch (error) {
      connections.close()
      throw error
    }
    const prefix = `boxes.${suffix}.`
    const version = level === 0 ? 'unknown' : `metadata.version ${level}`
    const about = { title: `Kafka, ${version}`, version }
    const server = new LiveLogServer(cluster, connections, prefix, store.isDisposable)
    return {
      ...about,
      half: server.half,
      roundTripMs: times.toSorted((a, b) => a - b)[ROUND_TRIPS >> 1]!,
      creates: [`topics and consumer groups ${prefix}*; the schema registry of the run is in this process`],
      held: () => heldOn(cluster, connections),
      engine: () =>
        Promise.resolve({
          name: 'live',
          ...about,
          live: server,
          registry: new LiveRegistry(),
          alive: new Set<number>(),
          peek: server.ask.bind(server),
        }),
      async clean() {
        const { topics, groups } = await server.clean()
        return [`${topics} topics and ${groups} consumer groups ${prefix}*`]
      },
      close() {
        connections.close()
        return Promise.resolve()
      },
    }
  },
}
