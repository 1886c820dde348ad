/** One call of a contract's code: its environment as JSON, its gas out of that of the transaction, and what went wrong. */
import { bech32Of } from '../../address'
import { utf8 } from '../../bytes'
import { GasMeter } from '../../vm/gas-meter'
import type { Contract } from '../../vm/contract'
import type { EntryPoint } from '../../vm/interface'
import { VmError } from '../../vm/vm-error'
import type { TxContext } from '../context'
import { AppError, ERRORS } from '../errors'
import { contractStorage } from './contract-storage'
import { WASM_COSTS, WASM_GAS_PER_SDK_GAS } from './gas'

/** Answers what a contract asks of the chain while it runs, within a limit in SDK gas; `used` is told in the same. */
export type AskChain = (request: Uint8Array, gasLimit: number) => { readonly answer: Uint8Array; readonly used: number }

/** A call of a contract. */
export interface ContractCall {
  readonly contract: Contract
  readonly address: Uint8Array
  readonly prefix: string
  readonly entry: EntryPoint
  /** Who calls and with which funds; left out where the entry point is not told. */
  readonly info?: MessageInfo
  /** JSON, as the caller gave it. */
  readonly message: Uint8Array
  readonly ask: AskChain
}

/** Who calls, and what he sends along. */
export interface MessageInfo {
  readonly sender: string
  readonly funds: readonly { readonly denom: string; readonly amount: string }[]
}

/**
 * Runs it and gives the contract's result as it is. Its gas is taken from the context's.
 * @throws {AppError} VM error: it panicked, trapped or did what is not allowed
 * @throws {OutOfSdkGas} when the transaction's gas is spent
 */
export function callContract(context: TxContext, call: ContractCall): Uint8Array {
  const { contract, address, prefix, entry, info, message, ask } = call
  const { gas } = context
  gas.charge(WASM_COSTS.instance, `Loading CosmWasm module: ${entry}`)
  const wasmGas = new GasMeter(BigInt(gas.remaining) * WASM_GAS_PER_SDK_GAS)
  // What the chain did for the contract is counted in whole SDK gas, and what the contract did in wasm gas.
  let outside = 0
  const chargeOutside = (amount: number) => {
    wasmGas.charge(BigInt(amount) * WASM_GAS_PER_SDK_GAS)
    outside += amount
  }
  const isReadOnly = entry === 'query'
  try {
    return contract.call(entry, argumentsOf(context, bech32Of(prefix, address), entry, info, message), {
      storage: contractStorage(context.state, { charge: chargeOutside }, address),
      gas: wasmGas,
      prefix,
      isReadOnly,
      query(request, meter) {
        const { answer, used } = ask(request, Number(meter.remaining / WASM_GAS_PER_SDK_GAS))
        chargeOutside(used)
        return answer
      },
    })
  } catch (error) {
    if (!(error instanceof VmError)) throw error
    // All of it is spent: the meter of the transaction says so, in its own words.
    if (error.kind === 'out-of-gas') gas.charge(gas.remaining + 1, 'wasm contract')
    throw new AppError(ERRORS.vmError, `Error calling the VM: ${error.message}`)
  } finally {
    const inside = wasmGas.used - BigInt(outside) * WASM_GAS_PER_SDK_GAS
    const spent = outside + Number(inside / WASM_GAS_PER_SDK_GAS)
    gas.charge(Math.min(spent, gas.remaining), 'wasm contract')
  }
}

function argumentsOf(
  { block, txIndex }: TxContext,
  address: string,
  entry: EntryPoint,
  info: MessageInfo | undefined,
  message: Uint8Array,
): Uint8Array[] {
  const env = {
    block: { height: block.height, time: String(block.timeNs), chain_id: block.chainId },
    transaction: txIndex === undefined ? null : { index: txIndex },
    contract: { address },
  }
  const takesInfo = entry === 'instantiate' || entry === 'execute'
  return [env, ...(takesInfo ? [info] : [])].map((each) => utf8(JSON.stringify(each))).concat(message)
}
