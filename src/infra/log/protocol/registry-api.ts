/**
 * What clients say to a schema registry: the REST vocabulary of Confluent's, as messages over the arrow to the brokers. Any broker takes
 * them; one answers, and the others hand on to it, as instances of the registry do.
 */
import type { Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'

export type RegistryMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface RegistryRequest extends Message {
  readonly type: 'Registry'
  readonly method: RegistryMethod
  /** As in an address, with its query: `/subjects/orders.v1-value/versions?deleted=true`. Names are percent-encoded. */
  readonly path: string
  /** What the JSON of the body says; null without a body. */
  readonly body: Json
}

/** What an error has as its body. */
export type RegistryErrorBody = {
  readonly error_code: number
  readonly message: string
}

export interface RegistryResponse {
  /** Of HTTP. */
  readonly status: number
  /** What the JSON of the body says: a {@link RegistryErrorBody} from 400 on. */
  readonly body: Json
}

/** A version of a subject. */
export type SubjectVersionBody = {
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly schema: string
}
