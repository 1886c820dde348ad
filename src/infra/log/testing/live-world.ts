/** A real Kafka as the conformance suite sees it: in the world's own time. */
import type { CallOptions } from '~/kernel/component'
import type { ConformanceBench } from '../conformance'
import { connectLiveLog, type LiveLog } from '../live'
import { BrokerSockets } from '../live/broker-sockets'
import { type RealKafka, startRealKafka } from './real-kafka'

const ANSWER_TIMEOUT_MS = 2_000

/** What one case works with, until it is closed. */
export interface LiveBench extends ConformanceBench {
  /** Closes its clients, and starts the brokers that it has left dead. */
  close(): Promise<void>
}

export interface LiveWorld {
  readonly kafka: RealKafka
  bench(): LiveBench
  stop(): Promise<void>
}

export async function startLiveWorld(brokers: 1 | 3): Promise<LiveWorld> {
  const kafka = await startRealKafka(brokers)
  let cases = 0
  return {
    kafka,
    stop: () => kafka.stop(),
    bench() {
      cases += 1
      return benchOf(kafka, cases)
    },
  }
}

function benchOf(kafka: RealKafka, number: number): LiveBench {
  const { bootstrapServers } = kafka
  const opened: LiveLog[] = []
  let named = 0
  const dead = new Set<number>()
  const open = () => {
    const log = connectLiveLog({ bootstrapServers })
    opened.push(log)
    return log
  }
  const servers = bootstrapServers.map((server) => {
    const [host, port] = server.split(':') as [string, string]
    return { host, port: Number(port) }
  })
  // Requests that go beside each other must not wait for each other, so each has its own sockets.
  const asking: BrokerSockets[] = []
  return {
    clients: open(),
    open,
    async ask(nodeId, request) {
      const sockets = new BrokerSockets(servers, 'asking')
      asking.push(sockets)
      const terms: CallOptions = {
        instance: nodeId,
        timeoutMs: request.type === 'JoinGroup' ? 20_000 : ANSWER_TIMEOUT_MS,
      }
      try {
        return await sockets.call({ ...request, request: 0 }, terms)
      } finally {
        sockets.close()
      }
    },
    nowMs: () => Date.now(),
    sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
    name: (text) => {
      named += 1
      return `${text}-${number}-${named}`
    },
    kill(nodeId) {
      dead.add(nodeId)
      return kafka.kill(nodeId)
    },
    restart(nodeId) {
      dead.delete(nodeId)
      return kafka.restart(nodeId)
    },
    async close() {
      for (const log of opened) log.close()
      for (const sockets of asking) sockets.close()
      await Promise.all(Array.from(dead, (nodeId) => kafka.restart(nodeId)))
    },
  }
}
