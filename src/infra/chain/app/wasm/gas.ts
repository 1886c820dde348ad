/** What running contracts costs in SDK gas, besides what they do (`wasmd/x/wasm/types/gas_register.go`, its defaults). */
import { utf8 } from '../../bytes'
import type { ChainEvent } from '../event'
import type { ContractResponse } from './response'

/** Wasm gas in one SDK gas. */
export const WASM_GAS_PER_SDK_GAS = 140_000n

/** In SDK gas. */
export const WASM_COSTS = {
  /** Making an instance of a contract's code. */
  instance: 60_000,
  /** The same where it was made in this transaction before, or for a reply. */
  instanceAgain: 2_000,
  /** Compiling, for each byte of uncompressed code that is stored. */
  compilePerByte: 3,
  eventPerAttribute: 10,
  eventPerByte: 1,
  /** Bytes of the attributes of one answer that cost nothing. */
  eventFreeBytes: 100,
  customEvent: 20,
  /** Reading a contract's answer, for each byte of its JSON. */
  resultPerByte: 1,
  /** Unpacking, for each hundred bytes of an archive. */
  uncompressPerHundredBytes: 15,
  /** For each byte of a contract's data that goes into a reply. */
  messageDataPerByte: 0,
} as const

/** What wasmd charges together with the run of a contract, told apart. */
export const CHARGED = { compiling: 'Compiling wasm bytecode', result: 'Read contract result' } as const

/** The most that a query from outside may use, in SDK gas. */
export const QUERY_GAS_MAX = 3_000_000

/** What the events of an answer cost. */
export function eventsCost({ attributes, events }: Pick<ContractResponse, 'attributes' | 'events'>): number {
  let free: number = WASM_COSTS.eventFreeBytes
  let cost = 0
  for (const list of [attributes, ...events.map((event) => event.attributes)]) {
    const bytes = list.reduce((sum, { key, value }) => sum + bytesIn(key) + bytesIn(value), 0)
    const paid = Math.max(0, bytes - free)
    free = Math.max(0, free - bytes)
    cost += paid * WASM_COSTS.eventPerByte + list.length * WASM_COSTS.eventPerAttribute
  }
  return cost + events.reduce((sum, { type }) => sum + WASM_COSTS.customEvent + bytesIn(type), 0)
}

/** What a reply costs: an instance that is there, and events that are handed over, with the same bytes free for all of them together. */
export function replyCost(events: readonly ChainEvent[]): number {
  const attributes = events.flatMap((event) => event.attributes)
  const types = events.reduce((sum, { type }) => sum + bytesIn(type) * WASM_COSTS.eventPerByte, 0)
  return WASM_COSTS.instanceAgain + types + eventsCost({ attributes, events: [] })
}

function bytesIn(text: string): number {
  return utf8(text).length
}
