/** Clients of the log over a drawn arrow to the box of its brokers: all that a simulation needs besides the port. */
import type { Context } from '~/kernel/component'
import { createAdmin } from './client/admin/kafka-admin'
import { Connections } from './client/connections'
import { KafkaConsumer } from './client/consumer/kafka-consumer'
import { MetadataCache } from './client/metadata-cache'
import type { LogClientsOptions } from './client/options'
import { KafkaProducer } from './client/producer/kafka-producer'
import type { ConsumerOptions, LogClients, ProducerOptions } from './port'

export type { LogClientsOptions } from './client/options'
export { groupHash } from './groups/group-hash'
export { utf8Bytes, utf8Text } from './bytes/utf8'
export { hasRecordsOf, requestOfHeaders, traceHeader } from './client/trace-header'

/**
 * Clients of the brokers behind `box`, for one process; instance n of the box is the broker with the number n. They share what they
 * know of the cluster. A process that dies takes them with it, and nothing has to be cleaned up.
 */
export function createLogClients<Box extends string>(
  context: Pick<Context<Box>, 'call' | 'clock' | 'rng'>,
  box: Box,
  options: LogClientsOptions = {},
): LogClients {
  const pushed = new Connections<Box>(context, box, false) as Connections
  const pulled = new Connections<Box>(context, box, options.isPull ?? false) as Connections
  const metadata = new MetadataCache(context, pushed, options)
  let clients = 0
  const nextName = (): string => {
    clients += 1
    return String(clients)
  }
  return {
    producer: (own: ProducerOptions = {}) => new KafkaProducer(context, pushed, metadata, nextName(), own),
    consumer: (own: ConsumerOptions) => new KafkaConsumer(context, pulled, metadata, nextName(), own),
    admin: createAdmin(context, pushed, options),
  }
}

// Schemas and their registry, for the values of records.
export { AvroDeserializer, type DecodedValue } from './client/avro-deserializer'
export { AvroSerializer, type AvroSerializerOptions } from './client/avro-serializer'
export { createRegistryClient, isRegistryOutage, type RegistryClientOptions } from './client/registry-client'
export { SerializationError, type SerializationProblem } from './client/serialization-error'
export { parseSchema } from './schemas/parse-schema'
