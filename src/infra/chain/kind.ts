/** What a chain is to everybody outside of this folder. */
import type { StoreKind } from '~/kernel/store-kind'
import { PROMPT_LINES } from './inspect/prompt-lines'
import { messageLines } from './message-lines'
import { spanTerms } from './span-terms'
import { chainVerbs } from './verbs'

/** The kind of store. */
export const kind: StoreKind = {
  name: 'chain',
  label: 'CosmWasm chain',
  inPage: 'a chain that stock clients speak to',
  engines: [
    {
      name: 'cosmwasm',
      label: 'CosmWasm node',
      line: 'A node of our own with real contracts, signatures and hashes, on the run’s clock',
    },
  ],
  verbs: chainVerbs,
  prompt: {
    sign: 'terra>',
    placeholder: 'query market {"listings":{}}',
    view: 'line',
    writes: 'send',
    help: PROMPT_LINES,
    down: 'could not connect to the node: Connection refused',
  },
  assets: { wasmContracts: 'Contracts' },
  real: [
    'Contracts in Rust, compiled to WebAssembly and run by a host of our own after the documented interface of CosmWasm, with gas counted ' +
      'by wasmvm’s own algorithm; transactions in protobuf with secp256k1 signatures; blocks with CometBFT’s hashes; its JSON-RPC, which ',
    { package: '@cosmjs/cosmwasm' },
    ' drives unmodified. In 147 of 153 recorded calls gas is that of cosmwasm-vm 3.0 to the unit, and the other 6 differ in the words of an error; that of the chain ' +
      'itself follows wasmd’s default tables.',
  ],
  notShown: {
    title: 'What a chain has besides',
    words: [
      'There is one validator, so consensus is only a schedule of blocks. State has a hash but no tree of proofs (IAVL). Staking, ' +
        'governance and IBC are absent, and so are the native modules of Terra. Contracts that need what newer VMs offer are refused: ' +
        'the imports bls12_381_*, and the capabilities from cosmwasm_2_1 on.',
    ],
  },
  lines: messageLines,
  span: spanTerms,
}
