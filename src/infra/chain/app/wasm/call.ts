/** One call of a contract's code: its environment as JSON, its gas out of that of the transaction, and what went wrong. */
import { bech32Of } from '../../address'
import { base64 } from '@scure/base'
import { byteText, utf8 } from '../../bytes'
import { addGas, KV_GAS, type GasParts } from '../../state/sdk-gas'
import { GasMeter } from '../../vm/gas-meter'
import type { Contract } from '../../vm/contract'
import type { EntryPoint } from '../../vm/interface'
import { OutOfGas, VmError } from '../../vm/vm-error'
import type { TxContext } from '../context'
import { AppError, ERRORS } from '../errors'
import { contractStorage } from './contract-storage'
import { CHARGED, WASM_COSTS, WASM_GAS_PER_SDK_GAS } from './gas'

/** Answers what a contract asks of the chain while it runs, within a limit in SDK gas; `used` is told in the same. Out of gas, there is no answer. */
export type AskChain = (
  request: Uint8Array,
  gasLimit: number,
) => { readonly answer: Uint8Array; readonly used: number; readonly parts: GasParts; readonly isOutOfGas: boolean }

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
 * Runs it and gives the contract's result as it is. Its gas is taken from the context's. A making of an instance is paid for by the caller.
 * @throws {AppError} VM error: it panicked, trapped or did what is not allowed
 * @throws {OutOfSdkGas} when the transaction's gas is spent
 */
export function callContract(context: TxContext, call: ContractCall): Uint8Array {
  const { contract, address, prefix, entry, info, message, ask } = call
  const { gas } = context
  const limit = gas.remaining
  const wasmGas = new GasMeter(BigInt(limit) * WASM_GAS_PER_SDK_GAS)
  // What the chain did for the contract is counted in whole SDK gas, and what the contract did in wasm gas.
  let outside = 0
  let outsideInWasm = 0n
  const outsideParts = new Map<string, number>()
  const chargeOutside = (amount: number, parts: GasParts | string) => {
    outside += amount
    if (typeof parts === 'string') addGas(outsideParts, parts, amount)
    else for (const [each, part] of parts) addGas(outsideParts, each, part)
    // The chain's own meter does not know of the contract's gas until the end, and so may end a little above the limit.
    if (outside > limit) throw new OutOfGas(wasmGas.limit)
    const inWasm = BigInt(amount) * WASM_GAS_PER_SDK_GAS
    outsideInWasm += inWasm < wasmGas.remaining ? inWasm : wasmGas.remaining
    wasmGas.charge(inWasm)
  }
  const spend = () =>
    gas.charge(outside + Number((wasmGas.used - outsideInWasm) / WASM_GAS_PER_SDK_GAS), 'wasm contract', outsideParts)
  let result: Uint8Array
  try {
    result = contract.call(entry, argumentsOf(context, bech32Of(prefix, address), entry, info, message), {
      storage: contractStorage(context.state, { charge: chargeOutside }, address),
      gas: wasmGas,
      prefix,
      isReadOnly: entry === 'query',
      query(request, meter) {
        const { answer, used, parts, isOutOfGas } = ask(request, Number(meter.remaining / WASM_GAS_PER_SDK_GAS))
        chargeOutside(used, parts)
        if (isOutOfGas) throw new OutOfGas(wasmGas.limit)
        return answer
      },
    })
  } catch (error) {
    if (!(error instanceof VmError)) throw error
    if (error.kind === 'out-of-gas' || error.kind === 'stack') {
      if (outside <= limit) gas.exhaust('Wasm engine function execution')
      spend()
    }
    spend()
    throw new AppError(ERRORS.vmError, `Error calling the VM: ${error.message}`)
  }
  outside += result.length * WASM_COSTS.resultPerByte
  addGas(outsideParts, CHARGED.result, result.length * WASM_COSTS.resultPerByte)
  spend()
  if (gas.remaining === 0) gas.exhaust('Wasm engine function execution')
  return result
}

/**
 * Pays for an instance of a code: less, if this transaction has made one before (`checkDiscountEligibility`). Whether the code is pinned is
 * looked up before; none is.
 */
export function payForInstance({ gas, loaded }: TxContext, checksum: Uint8Array, entry: EntryPoint): void {
  gas.charge(KV_GAS.has, 'Has')
  const name = byteText(checksum)
  const isAgain = loaded?.has(name) === true
  loaded?.add(name)
  gas.charge(isAgain ? WASM_COSTS.instanceAgain : WASM_COSTS.instance, `Loading CosmWasm module: ${entry}`)
}

function argumentsOf(
  { block, txIndex, txHash }: TxContext,
  address: string,
  entry: EntryPoint,
  info: MessageInfo | undefined,
  message: Uint8Array,
): Uint8Array[] {
  const env = {
    block: { height: block.height, time: String(block.timeNs), chain_id: block.chainId },
    transaction:
      txIndex === undefined
        ? null
        : { index: txIndex, ...(txHash === undefined ? {} : { hash: base64.encode(txHash) }) },
    contract: { address },
  }
  const takesInfo = entry === 'instantiate' || entry === 'execute'
  return [env, ...(takesInfo ? [info] : [])].map((each) => utf8(JSON.stringify(each))).concat(message)
}
