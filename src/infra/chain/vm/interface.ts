/** The interface between a contract and its host, as of CosmWasm 1.0 and unbroken since (docs of `packages/vm`). */

export type EntryPoint = 'instantiate' | 'execute' | 'query' | 'migrate' | 'sudo' | 'reply'

/** How many regions each entry point is given: environment, sender and funds, message; or environment and message. */
export const ENTRY_POINT_ARGUMENTS: Readonly<Record<EntryPoint, number>> = {
  instantiate: 3,
  execute: 3,
  query: 2,
  migrate: 2,
  sudo: 2,
  reply: 2,
}

/** Types of a function in short: `iii>i` takes three numbers of 32 bits and gives one; `I` is a number of 64 bits. */
export type Signature = string

/** What a contract may import, all from `env`. `bls12_381_*` is absent: no contract here can ask for it (see the capabilities). */
export const IMPORTS = {
  abort: 'i>',
  db_read: 'i>i',
  db_write: 'ii>',
  db_remove: 'i>',
  db_scan: 'iii>i',
  db_next: 'i>i',
  db_next_key: 'i>i',
  db_next_value: 'i>i',
  addr_validate: 'i>i',
  addr_canonicalize: 'ii>i',
  addr_humanize: 'ii>i',
  secp256k1_verify: 'iii>i',
  secp256k1_recover_pubkey: 'iii>I',
  secp256r1_verify: 'iii>i',
  secp256r1_recover_pubkey: 'iii>I',
  ed25519_verify: 'iii>i',
  ed25519_batch_verify: 'iii>i',
  debug: 'i>',
  query_chain: 'i>i',
} as const satisfies Record<string, Signature>

export type ImportName = keyof typeof IMPORTS

/** What the chain can do beyond the plain interface, as contracts ask for it by exports named `requires_<capability>`. */
export const CAPABILITIES: readonly string[] = [
  'iterator',
  'cosmwasm_1_1',
  'cosmwasm_1_2',
  'cosmwasm_1_3',
  'cosmwasm_1_4',
  'cosmwasm_2_0',
]
