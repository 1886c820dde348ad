/**
 * A real Kafka over TCP behind the same port; Node only, Kafka 3.3 or later.
 *
 * The stock client is `@platformatic/kafka` 1.35.0: its connections and its encoders and decoders of Kafka's requests. It was chosen
 * over kafkajs 2.2.4, which has no static members, no leader epochs in commits, eager rebalances only, no way to poll, and alters the
 * offsets of a group by joining it; and over `@confluentinc/kafka-javascript`, which has to be compiled. Of platformatic's three large
 * classes none is used, for what their source shows: `Consumer.commit` answers ILLEGAL_GENERATION by joining again and sending the
 * same offsets under the new generation, which is how a zombie commits what is another's by now; it leaves the instance id of static
 * members out of commits; it joins again before its owner could drain what he gives up; and `Producer` hashes keys otherwise than
 * Java unless told, takes `acks` 1 for granted, and stored duplicates while leaders were being elected. So the client half of this
 * folder does here what it does over a drawn arrow: manual commits under the generation of the record, `acks=-1`, Java's
 * partitioner, both assignors, positions validated by epoch. What it says is put into bytes by the stock client.
 */
import type { CallOptions, Message } from '~/kernel/component'
import { createRng } from '~/kernel/random'
import { createLogClients, type LogClientsOptions } from './client'
import { BrokerSockets, type LiveBroker } from './live/broker-sockets'
import { LiveClock } from './live/live-clock'
import type { LogClients } from './port'

/** Where the cluster is, and what these clients call themselves. */
export interface LiveLogOptions extends Omit<LogClientsOptions, 'isPull'> {
  /** `bootstrap.servers`: the first ones to ask, as `host:port`. */
  readonly bootstrapServers: readonly string[]
  /** `client.id`. Default `boxes-and-arrows`. */
  readonly clientId?: string
}

/** Clients of a live cluster, until they are closed. */
export interface LiveLog extends LogClients {
  /** Breaks off whatever is under way. Close producers and consumers before, so that they flush and leave their groups. */
  close(): void
}

const CLUSTER = 'kafka'

/**
 * Opens nothing yet: each producer, each consumer and the administration connects when it has something to say, by sockets of its
 * own, as Java's clients do. A broker that is down is tried again for as long as the options of each client allow.
 * @throws RangeError if a bootstrap server is not `host:port`
 */
export function connectLiveLog(options: LiveLogOptions): LiveLog {
  const { bootstrapServers, clientId = 'boxes-and-arrows' } = options
  const bootstrap = bootstrapServers.map(parseServer)
  if (bootstrap.length === 0) throw new RangeError('bootstrapServers names no broker')
  const clock = new LiveClock()
  const opened: BrokerSockets[] = []

  function open(): LogClients {
    const sockets = new BrokerSockets(bootstrap, clientId)
    opened.push(sockets)
    // What is drawn here spreads retries and nothing else, so any seed does.
    const rng = createRng(opened.length * 65_537 + Math.trunc(clock.monotonicMs()))
    const call = <Reply>(_box: string, message: Message, terms: CallOptions) => sockets.call<Reply>(message, terms)
    return createLogClients({ call, clock, rng }, CLUSTER, options)
  }

  return {
    producer: (own) => open().producer(own),
    consumer: (own) => open().consumer(own),
    admin: open().admin,
    close() {
      for (const sockets of opened) sockets.close()
      clock.stop()
    },
  }
}

function parseServer(server: string): LiveBroker {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(server) ?? []
  if (host === '') throw new RangeError(`a bootstrap server is host:port, not "${server}"`)
  return { host, port: Number(port) }
}
