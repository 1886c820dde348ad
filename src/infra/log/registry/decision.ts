/** What the registry has decided about a request. */
import type { Json } from '~/kernel/json'
import type { RegistryMethod } from '../protocol/registry-api'
import type { RegistryRecord } from './registry-record'
import type { RegistryState } from './registry-state'

/** A request, taken apart. */
export interface RestRequest {
  readonly method: RegistryMethod
  /** Of the path, decoded. */
  readonly segments: readonly string[]
  /** True for a parameter that is there and says `true`. */
  isSet(parameter: string): boolean
  readonly body: Readonly<Record<string, Json | undefined>>
}

/** What is stated about a registration. */
export type RegistrationFact = {
  readonly subject: string
  /** The version that it has, or, if it was refused, would have had. */
  readonly version: number
  readonly verdict: 'registered' | 'refused' | 'known'
  /** Where it clashes, and with which version; empty if it does not. */
  readonly reason: string
}

export interface Decision {
  /** Of HTTP. Default 200. */
  readonly status?: number
  /** The answer, once the records are committed. */
  readonly body: Json
  readonly records?: readonly RegistryRecord[]
  readonly fact?: RegistrationFact
}

/** Decides about a request on what the registry knows. @throws {RestError} */
export type Resource = (state: RegistryState, request: RestRequest) => Decision
