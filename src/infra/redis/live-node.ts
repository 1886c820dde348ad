/** Connects a run to a real Redis or Valkey. */
import type { LiveConnector } from '../live-store'
import { LiveRedisEngine } from './live/engine'
import { heldIn } from './live/held-node'
import { LiveRedisServer } from './live/server-node'
import { RedisSocket } from './live/socket-node'
import { RedisError } from './port'

const ROUND_TRIPS = 5
/** A server that is there answers before. */
const ANSWER_MS_MAX = 5_000

/** Runs on a real Redis. */
export const live: LiveConnector = {
  async open(store, { suffix }) {
    const probe = new RedisSocket(store.url)
    const patience = setTimeout(() => probe.close(`no answer in ${ANSWER_MS_MAX / 1000} s`), ANSWER_MS_MAX)
    const times: number[] = []
    let version = ''
    try {
      const [info] = await probe.send([['INFO', 'server']])
      version = versionOf(info)
      for (let trip = 0; trip < ROUND_TRIPS; trip++) {
        const sinceMs = performance.now()
        await probe.send([['PING']])
        times.push(performance.now() - sinceMs)
      }
    } finally {
      clearTimeout(patience)
      probe.close()
    }
    const prefix = `boxes:${suffix}:`
    const about = { title: `Redis ${version}`, version }
    const server = new LiveRedisServer(store, prefix)
    return {
      ...about,
      half: server.half,
      roundTripMs: times.toSorted((a, b) => a - b)[ROUND_TRIPS >> 1]!,
      creates: [`keys ${prefix}* and, in the server’s script cache, the scripts of the diagram`],
      held: () => heldIn(store.url),
      engine: () => Promise.resolve(new LiveRedisEngine(about, server, (commands, options) => server.peek(commands, options))), // prettier-ignore
      async clean() {
        const count = await server.removeAll()
        return [`${count} keys ${prefix}*`]
      },
      close() {
        server.close()
        return Promise.resolve()
      },
    }
  },
}

function versionOf(info: unknown): string {
  if (info instanceof RedisError) throw info
  const text = typeof info === 'string' ? info : ''
  const version = /^valkey_version:(\S+)/m.exec(text)?.[1] ?? /^redis_version:(\S+)/m.exec(text)?.[1]
  if (version === undefined) throw new Error(`this is no Redis that answers INFO: ${String(info).slice(0, 100)}`)
  return version
}
