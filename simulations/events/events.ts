/** The events, their Avro schemas, and the CloudEvents headers that each record has (binary content mode, Kafka binding 1.0). */
import { requestOfHeaders, traceHeader, utf8Bytes, utf8Text } from '~/infra/log/client'
import type { ConsumerRecord, RecordHeader } from '~/infra/log/port'
import orderIncompatible from './schemas/order-incompatible.avsc?raw'
import orderV1 from './schemas/order-v1.avsc?raw'
import orderV2 from './schemas/order-v2.avsc?raw'
import productV1 from './schemas/product-v1.avsc?raw'
import userV1 from './schemas/user-v1.avsc?raw'
import type { EventTopic } from './topics'

/** Versions of the Orders service's schema that can be deployed. */
export const ORDER_SCHEMAS = { v1: orderV1, v2: orderV2, incompatible: orderIncompatible } as const
export type OrderSchemaName = keyof typeof ORDER_SCHEMAS

/** What each topic is written with first, and read with unless a reader is upgraded. */
export const FIRST_SCHEMAS: Readonly<Record<EventTopic, string>> = {
  'orders.v1': orderV1,
  'catalog.v1': productV1,
  'users.v1': userV1,
}

export type OrderState = 'PLACED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED'

export interface OrderEvent {
  readonly order: string
  readonly version: number
  readonly state: OrderState
  readonly customer: string
  /** In minor units. */
  readonly total: number
  readonly currency: string
}

export interface ProductEvent {
  readonly product: string
  readonly version: number
  readonly name: string
  /** In minor units. */
  readonly price: number
  readonly tags: readonly string[]
}

export interface UserEvent {
  readonly user: string
  readonly version: number
  readonly change: 'REGISTERED' | 'MOVED' | 'RENAMED'
  readonly city: string
}

/** What a record is about, as its headers say: readable without any schema. */
export interface EventAttributes {
  /** `ce_id`: the aggregate and its version, so that a copy has the same. */
  readonly id: string
  /** `ce_type`. */
  readonly type: string
  /** `ce_source`. */
  readonly source: string
  /** The aggregate's version after the event; `ce_sequence`. */
  readonly version: number
  /** The request that led to it, which a `traceparent` carries on; 0 for none. */
  readonly request: number
}

const SPEC_VERSION: RecordHeader = { key: 'ce_specversion', value: utf8Bytes('1.0') }
const CONTENT_TYPE: RecordHeader = { key: 'content-type', value: utf8Bytes('application/avro') }

function header(key: string, value: string): RecordHeader {
  return { key, value: utf8Bytes(value) }
}

/** The id of the event that brought an aggregate to a version. */
export function eventId(aggregate: string, version: number): string {
  return `${aggregate}:${version}`
}

export function headersOf({ id, type, source, version, request }: EventAttributes): RecordHeader[] {
  return [
    SPEC_VERSION,
    header('ce_id', id),
    header('ce_type', type),
    header('ce_source', source),
    header('ce_sequence', String(version)),
    CONTENT_TYPE,
    traceHeader(request),
  ]
}

/** The value of a record's last header of a name, as text; undefined if there is none. */
export function headerText(headers: readonly RecordHeader[], name: string): string | undefined {
  for (let index = headers.length - 1; index >= 0; index--) {
    const { key, value } = headers[index]!
    if (key === name && value !== null) return utf8Text(value)
  }
  return undefined
}

/** What the headers say that handling needs. A record of somebody else may lack any of it. */
export function identityOf(headers: readonly RecordHeader[]): {
  readonly event: string
  readonly version: number
  readonly request: number
} {
  const version = Number(headerText(headers, 'ce_sequence'))
  return {
    event: headerText(headers, 'ce_id') ?? '',
    version: Number.isSafeInteger(version) ? version : 0,
    request: requestOfHeaders(headers),
  }
}

/** What a record is about, whether or not its value can be read. */
export interface Subject {
  /** Empty for a record without one. */
  readonly key: string
  readonly event: string
  readonly version: number
  readonly request: number
}

export function subjectOf({ key, headers }: Pick<ConsumerRecord, 'key' | 'headers'>): Subject {
  const { event, version, request } = identityOf(headers)
  return { key: key === null ? '' : utf8Text(key), event, version, request }
}
