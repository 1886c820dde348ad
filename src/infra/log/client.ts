/** Clients of the log over a drawn arrow to the box of its brokers: all that a simulation needs besides the port. */
import type { Context } from '~/kernel/component'
import { Connections } from './client/connections'
import { MetadataCache } from './client/metadata-cache'
import type { LogClientsOptions } from './client/options'
import { KafkaProducer } from './client/producer/kafka-producer'
import type { LogClients, ProducerOptions } from './port'

/** Clients of the brokers behind `box`, for one process. They share what they know of the cluster. */
export function createLogClients<Box extends string>(
  context: Pick<Context<Box>, 'call' | 'clock' | 'rng'>,
  box: Box,
  options: LogClientsOptions = {},
): Pick<LogClients, 'producer'> {
  const connections = new Connections<Box>(context, box, false) as Connections
  const metadata = new MetadataCache(context, connections, options)
  let producers = 0
  return {
    producer: (own: ProducerOptions = {}) => {
      producers += 1
      return new KafkaProducer(context, connections, metadata, String(producers), own)
    },
  }
}
