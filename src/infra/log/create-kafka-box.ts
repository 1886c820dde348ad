/** A Kafka cluster as a box: each instance is a broker with all its parts, and, by its vote, a part of the controller quorum. */
import type { Component, Context } from '~/kernel/component'
import { createLogBox, type LogBoxOptions } from './broker/box'
import type { ControllerOptions } from './controller/controller-options'
import { ClusterMetadataPart } from './controller/metadata-part'
import { GroupCoordinatorPart } from './groups/group-coordinator'
import type { GroupOptions } from './groups/group-options'
import { BrokerView } from './inspect/broker-view'
import { InspectorPart } from './inspect/inspector-part'
import { LiveLogBox } from './live/box'
import type { LiveLogEngine } from './live/live-log'
import { RegistryPart, type RegistryOptions } from './registry/registry-part'

/** Settings of every broker. What is left out is as in Kafka, unless the setting says so. */
export interface KafkaBoxOptions extends LogBoxOptions {
  readonly controller?: Partial<ControllerOptions>
  readonly groups?: Partial<GroupOptions>
  readonly registry?: RegistryOptions
  /** A live cluster that does the work of the brokers; then the other settings are the cluster's own. */
  readonly engine?: LiveLogEngine | null
}

/**
 * The code of one broker of the cluster. Build it again after a crash: what is on its disk is still there. Give the simulation's
 * `stores` the kind for this box, and the drawing an arrow from the box to itself: brokers reach each other along that.
 */
export function createKafkaBox<Target extends string>(
  context: Context<Target>,
  options: KafkaBoxOptions = {},
): Component {
  const { engine } = options
  if (engine !== undefined && engine !== null) return new LiveLogBox(context as Context, engine)
  const parts: { groups?: GroupCoordinatorPart; registry?: RegistryPart } = {}
  return createLogBox(
    context as Context,
    {
      createMetadata: (own) => new ClusterMetadataPart(own, options.controller),
      others: [
        (own, metadata, partitions) =>
          (parts.groups = new GroupCoordinatorPart(own, metadata, partitions, options.groups)),
        (own, metadata, partitions) => (parts.registry = new RegistryPart(own, metadata, partitions, options.registry)),
        (own, metadata, partitions) => {
          const view = new BrokerView(own.instance, metadata, partitions, parts.groups!, parts.registry!)
          return new InspectorPart(own.clock, view)
        },
      ],
    },
    options,
  )
}
