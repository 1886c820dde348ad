/** The box of a Kafka cluster: each instance is a broker, and its number is the broker's. */
import type { Component, Context } from '~/kernel/component'
import { createReplication } from '../replication/part'
import type { ReplicationOptions } from '../replication/options'
import { Broker, type BrokerCosts } from './broker'
import type { CreateMetadataPart, CreatePart } from './part'

export interface LogBoxOptions extends BrokerCosts, ReplicationOptions {}

/** What a broker has besides replication. */
export interface BrokerMakers {
  readonly createMetadata: CreateMetadataPart
  /** In their order; they find metadata and replication there. */
  readonly others?: readonly CreatePart[]
}

/**
 * The code of one broker. Build it again after a crash: what is on its disk is still there, connections and requests in work are not.
 * @param context of a box with an arrow to itself, unless there is one broker
 */
export function createLogBox(context: Context, makers: BrokerMakers, options: LogBoxOptions = {}): Component {
  const metadataPart = makers.createMetadata(context)
  const { metadata } = metadataPart
  const replication = createReplication(context, metadata, options)
  const others = (makers.others ?? []).map((create) => create(context, metadata, replication.partitions))
  const parts = [metadataPart, replication, ...others]
  const broker = new Broker(context, parts, options)
  return {
    start: () => broker.start(),
    handle: (message, incoming) => broker.submit(message, incoming),
    act(verb, value, phase) {
      for (const part of parts) {
        const shown = part.act?.(verb, value, phase)
        if (shown !== undefined) return shown
      }
      return undefined
    },
    inspect(query) {
      for (const part of parts) {
        const shown = part.inspect?.(query)
        if (shown !== undefined) return shown
      }
      return null
    },
  }
}
