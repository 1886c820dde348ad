/** Events of a transaction: what its parts say has happened, in order. */

export interface EventAttribute {
  readonly key: string
  readonly value: string
}

export interface ChainEvent {
  readonly type: string
  readonly attributes: readonly EventAttribute[]
}

/** An event from pairs of keys and values, in their order. */
export function chainEvent(type: string, attributes: Readonly<Record<string, string>>): ChainEvent {
  return { type, attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) }
}

/** The first value that an event has under a key. */
export function attributeOf({ attributes }: ChainEvent, key: string): string | undefined {
  return attributes.find((attribute) => attribute.key === key)?.value
}
