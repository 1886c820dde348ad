/**
 * What everything costs, in wasm gas. The target of the table is 10¹² gas a second of work of a validator's machine
 * (docs/GAS.md in CosmWasm/cosmwasm).
 */

/** Cost in two parts: for each time, and for each byte or item of it. */
export interface LinearCost {
  readonly base: bigint
  readonly perItem: bigint
}

export interface GasCosts {
  /** One operator of the contract that is none of the accounting operators. */
  readonly operator: bigint
  /** One accounting operator: a source or target of branches, before which the cost so far is charged. */
  readonly accountingOperator: bigint
  /** Locals that a function declares beyond its first 29, each, at every entry. 0 where the line does not charge for them. */
  readonly declaredLocal: bigint
  /** One call of an import. */
  readonly hostCall: bigint
  /** Bytes read out of the contract's memory, up to 8,000,000 at once. */
  readonly readRegion: LinearCost
  /** The same beyond 8,000,000 bytes. */
  readonly readLargeRegion: LinearCost
  /** Bytes written into the contract's memory. */
  readonly writeRegion: LinearCost
  /** Bytes that are checked to be UTF-8. */
  readonly text: LinearCost
  /** wasmd's `humanAddress` and `canonicalAddress`: SDK gas × 140,000. Validation does both. */
  readonly humanize: bigint
  readonly canonicalize: bigint
  readonly secp256k1Verify: bigint
  readonly secp256k1Recover: bigint
  readonly secp256r1Verify: bigint
  readonly secp256r1Recover: bigint
  readonly ed25519Verify: bigint
  readonly ed25519Batch: LinearCost
  /** A batch of which all signatures are of one key. */
  readonly ed25519BatchOneKey: LinearCost
}

/** Wasm gas for one unit of SDK gas, since wasmd 0.52 (`DefaultGasMultiplier`; 140,000,000 in the 1.5 line). */
export const GAS_MULTIPLIER = 140_000n

const MICROSECOND = 1_000_000n
const OPERATOR = 115n

/**
 * cosmwasm-vm 3.0 (`wasm_backend/engine.rs`, `environment.rs`) with the address costs of wasmd (`x/wasm/keeper/api.go`).
 *
 * The 1.5 line up from 1.5.8, which Terra's main net runs, counts in units a thousand times smaller: 115,000 for an operator and
 * fourteen times that for an accounting one, 154·10⁹ for secp256k1; with a multiplier of 140,000,000 that is the same SDK gas. It
 * has no charge for locals nor for writing a region, and left `hostCall`, `readRegion` and `text` as they stand here, so that they
 * weigh a thousandth. What a table changes is only figures: another one can be given to `openContract`.
 */
export const GAS_COSTS: GasCosts = {
  operator: OPERATOR,
  accountingOperator: OPERATOR * 14n,
  declaredLocal: OPERATOR,
  hostCall: 18_000n,
  readRegion: { base: 200_000n, perItem: 115n },
  readLargeRegion: { base: 0n, perItem: 520n },
  writeRegion: { base: 230_000n, perItem: 570n },
  text: { base: 28_700n, perItem: 1_400n },
  humanize: 5n * GAS_MULTIPLIER,
  canonicalize: 4n * GAS_MULTIPLIER,
  secp256k1Verify: 96n * MICROSECOND,
  secp256k1Recover: 194n * MICROSECOND,
  secp256r1Verify: 279n * MICROSECOND,
  secp256r1Recover: 592n * MICROSECOND,
  ed25519Verify: 35n * MICROSECOND,
  ed25519Batch: { base: 24n * MICROSECOND, perItem: 21n * MICROSECOND },
  ed25519BatchOneKey: { base: 36n * MICROSECOND, perItem: 10n * MICROSECOND },
}

/** Locals that a function may declare without paying for them. */
export const FREE_LOCALS = 29

/** The cost of some bytes or items, each counted whole. */
export function linearCost(cost: LinearCost, items: number): bigint {
  return cost.base + cost.perItem * BigInt(items)
}
