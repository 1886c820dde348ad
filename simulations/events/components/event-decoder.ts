/** Reads records as events, by the schemas that this reader knows. */
import { AvroDeserializer, SerializationError } from '~/infra/log/client'
import type { ConsumerRecord, SchemaRegistry } from '~/infra/log/port'
import { sourceOf } from '../dead-letters'
import type { Delivery, EventValue } from '../delivery'
import { FIRST_SCHEMAS, ORDER_SCHEMAS, subjectOf } from '../events'
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
   * The event in each record, or why there is none in it, which asking again does not change.
   * @throws what `isRegistryOutage` knows, while a schema cannot be had: the records may be as good as others
   */
  async read(records: readonly ConsumerRecord[]): Promise<(Delivery | Unreadable)[]> {
    const read: (Delivery | Unreadable)[] = []
    for (const record of records) {
      const source = sourceOf(record)
      if (source === null) {
        read.push({ record, error: new UnknownTopicError(`no schema is known for ${record.topic}`) })
        continue
      }
      try {
        // Nearly always the schema is known, and then nothing is waited for.
        const now = this.valueNow(record, source)
        const value = now === undefined ? await this.askFor(record, source) : now
        read.push(deliveryOf(record, source, value))
      } catch (error) {
        if (!(error instanceof SerializationError)) throw error
        read.push({ record, error })
      }
    }
    return read
  }

  /** Undefined if its schema is to be asked for. */
  private valueNow({ value }: ConsumerRecord, source: EventTopic): EventValue | undefined {
    if (value === null) {
      if (this.isNullPoison) throw new SerializationError('framing', 'there are no bytes')
      return null
    }
    return this.deserializers.get(source)!.deserializeNow(value)?.value as EventValue | undefined
  }

  private async askFor({ value }: ConsumerRecord, source: EventTopic): Promise<EventValue> {
    return (await this.deserializers.get(source)!.deserialize(value))!.value as EventValue
  }
}

function deliveryOf(record: ConsumerRecord, source: EventTopic, value: EventValue): Delivery {
  const { key, event, version, request } = subjectOf(record)
  return { record, source, key, event, version, request, value }
}
