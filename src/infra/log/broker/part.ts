/**
 * What a broker is made of. Each part answers some types of messages and knows the others by interfaces alone:
 *
 * - the metadata part (`controller/`): the controller quorum and all that the cluster decides together. It answers Metadata,
 *   CreateTopics, DeleteTopics, CreatePartitions, DescribeConfigs, IncrementalAlterConfigs, ElectLeaders, InitProducerId, and what
 *   controllers and brokers say to each other about them;
 * - replication (`replication/`): the partitions. It answers Produce, Fetch, ListOffsets, OffsetForLeaderEpoch and DeleteRecords;
 * - the group coordinator (`groups/`): it answers FindCoordinator, and all that has a group id;
 * - the schema registry (`registry/`): it answers Registry;
 * - the inspector (`inspect/`): it answers no messages, and shows what the others hold.
 *
 * A broker's number is its instance in the box. Parts are built anew after a crash; what is to survive is on `context.disk`.
 */
import type { Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { InternalPartitions, Metadata } from './metadata'

/** One part of one broker. */
export interface BrokerPart {
  /** The types of the messages that it answers. No two parts of a broker name the same. */
  readonly types: readonly string[]
  /** Runs once, after all parts are there, in their order. Loops that it starts must not reject. */
  start?(): void
  /**
   * Answers a message of its types, now or later. Messages come in the order in which they reached the broker, each after the
   * time that it costs the broker's threads. What was thrown as a `CallError` travels back to the caller.
   */
  handle(request: Message, incoming: Incoming): unknown
  /** Takes part in a verb of the box; undefined for one that it does not know. */
  act?(verb: string, value: string | undefined, phase: 'start' | 'end'): Json | undefined | Promise<Json>
  /** Answers a view of the inspector; undefined for one that it does not know. */
  inspect?(query: InspectQuery): Json | undefined
}

/** The part that knows the cluster. */
export interface MetadataPart extends BrokerPart {
  readonly metadata: Metadata
}

/** Makes the metadata part, which is first. Brokers reach each other by `context.call(context.self, …, { instance })`. */
export type CreateMetadataPart = (context: Context) => MetadataPart

/** Makes another part, once metadata and replication are there. */
export type CreatePart = (context: Context, metadata: Metadata, partitions: InternalPartitions) => BrokerPart
