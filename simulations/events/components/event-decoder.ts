/** Reads records as events, by the schemas that this reader knows. */
import { AvroDeserializer, SerializationError } from '~/infra/log/client'
import type { ConsumerRecord, SchemaRegistry } from '~/infra/log/port'
import { sourceOf } from '../dead-letters'
import type { Delivery, EventValue } from '../delivery'
import { FIRST_SCHEMAS, identityOf, ORDER_SCHEMAS } from '../events'
import { EVENT_TOPICS, type EventTopic } from '../topics'

/** A record that will never be an event, and why. */
export interface Unreadable {
  readonly record: ConsumerRecord
  readonly error: Error
}

/** A record came from a topic of which nobody knows the schema. */
class UnknownTopicError extends Error {
  override readonly name = 'UnknownTopicError'
}

const keys = new TextDecoder()

export class EventDecoder {
  private readonly registry: SchemaRegistry
  private readonly isNullPoison: boolean
  private readonly deserializers: Map<EventTopic, AvroDeserializer>

  /** @param isNullPoison a defect: tombstones are taken for bytes without a schema */
  constructor(registry: SchemaRegistry, isNullPoison: boolean) {
    this.registry = registry
    this.isNullPoison = isNullPoison
    this.deserializers = new Map(
      EVENT_TOPICS.map((topic) => [topic, new AvroDeserializer(registry, FIRST_SCHEMAS[topic])]),
    )
  }

  /** From now on orders are wanted in the second version of their schema, or in the first again. */
  upgrade(isUpgraded: boolean): void {
    const schema = isUpgraded ? ORDER_SCHEMAS.v2 : ORDER_SCHEMAS.v1
    this.deserializers.set('orders.v1', new AvroDeserializer(this.registry, schema))
  }

  /**
   * The event in a record, or why there is none in it, which asking again does not change.
   * @throws what `isRegistryOutage` knows, while the schema cannot be had: the record may be as good as the others
   */
  async read(record: ConsumerRecord): Promise<Delivery | Unreadable> {
    const source = sourceOf(record)
    if (source === null) return { record, error: new UnknownTopicError(`no schema is known for ${record.topic}`) }
    try {
      const value = this.isTombstone(record) ? null : await this.valueOf(record, source)
      const key = record.key === null ? '' : keys.decode(record.key)
      return { record, source, key, value, ...identityOf(record.headers) }
    } catch (error) {
      if (!(error instanceof SerializationError)) throw error
      return { record, error }
    }
  }

  private isTombstone({ value }: ConsumerRecord): boolean {
    if (value === null && this.isNullPoison) throw new SerializationError('framing', 'there are no bytes')
    return value === null
  }

  private async valueOf({ value }: ConsumerRecord, source: EventTopic): Promise<EventValue> {
    const decoded = await this.deserializers.get(source)!.deserialize(value)
    return (decoded?.value ?? null) as EventValue
  }
}
