/** What the gas of a transaction was used for, in a few parts that add up to it: what the meter calls its charges, in words. */
import { CHARGED } from '../app/wasm/gas'
import type { GasParts } from '../state/sdk-gas'

const READS = 'storage: reads'
const WRITES = 'storage: writes'
const EVENTS = 'answers and events'
const INSTANCES = 'instances of contracts'
const CODE = 'code of contracts'
const STORING = 'storing code'

/** Every charge there is, in the order in which the parts are told. */
const PART_OF: Readonly<Record<string, string>> = {
  txSize: 'bytes of the transaction',
  'ante verify: secp256k1': 'signatures',
  ReadFlat: READS,
  ReadPerByte: READS,
  Has: READS,
  ValuePerByte: READS,
  IterNextCostFlat: READS,
  WriteFlat: WRITES,
  WritePerByte: WRITES,
  Delete: WRITES,
  'Loading CosmWasm module': INSTANCES,
  'wasm contract': CODE,
  'Wasm engine function execution': CODE,
  'From limited Sub-Message': 'submessages cut off by their limit',
  [CHARGED.result]: EVENTS,
  'Custom contract event attributes': EVENTS,
  'Uncompress gzip bytecode': STORING,
  [CHARGED.compiling]: STORING,
}

/** One part, in SDK gas. */
export interface GasPart {
  readonly part: string
  readonly gas: number
}

/** The parts that cost anything. A charge without words of ours keeps its own. */
export function gasParts(parts: GasParts): GasPart[] {
  const sums = new Map(Object.values(PART_OF).map((part) => [part, 0]))
  for (const [descriptor, amount] of parts) {
    // Instances are charged by the entry point that they are made for.
    const part = PART_OF[descriptor] ?? PART_OF[descriptor.split(': ')[0]!] ?? descriptor
    sums.set(part, (sums.get(part) ?? 0) + amount)
  }
  return [...sums].flatMap(([part, gas]) => (gas === 0 ? [] : [{ part, gas }]))
}
