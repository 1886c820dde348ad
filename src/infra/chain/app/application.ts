/**
 * The application behind the consensus engine, by the calls of ABCI: what it lets into the mempool, what it does with the
 * transactions of a block, and what it commits.
 */
import { SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service'
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci'
import { moduleAddress } from '../address'
import { StateLayer, type KeyValues } from '../state/key-value'
import { OutOfSdkGas, SdkGasMeter, type GasParts } from '../state/sdk-gas'
import { noApplicationFaults } from './application-faults'
import { FEE_COLLECTOR, runAnte, TRANSACTION_GAS_MAX, type AnteMode, type AnteRules } from './ante'
import { createModuleAccount } from './auth'
import { writeAuthParams } from './auth-params'
import { Bank, writeBankParams } from './bank'
import { branch, type BlockInfo, type TxContext } from './context'
import { AppError, ERRORS } from './errors'
import type { ChainEvent } from './event'
import { runMessage, signersOf, type MessageResult } from './messages'
import { decodeTransaction, transactionHash } from './transaction'
import { writeWasmParams } from './wasm/codes'
import { WasmKeeper } from './wasm/keeper'

/** What became of a transaction, as ABCI tells it. */
export interface TxResult {
  /** 0 for success. */
  readonly code: number
  readonly codespace: string
  readonly log: string
  readonly data: Uint8Array
  readonly gasWanted: number
  readonly gasUsed: number
  /** What the gas was used for, by the meter's own descriptors; no part of what is told of a block. */
  readonly gasParts: GasParts
  readonly events: readonly ChainEvent[]
}

/** Rules of a chain that its application keeps. */
export interface ApplicationRules extends AnteRules {}

/** A simulation may use as much as a transaction may ask for, unless whoever asks wants less. */
const SIMULATION_GAS_MAX = TRANSACTION_GAS_MAX
const U64_MAX = (1n << 64n) - 1n
/** Modules whose accounts refuse coins, as on Terra. */
const MODULES = [FEE_COLLECTOR, 'distribution', 'bonded_tokens_pool', 'not_bonded_tokens_pool', 'gov', 'mint', 'wasm']

export class Application {
  readonly rules: ApplicationRules
  readonly keeper: WasmKeeper
  readonly faults = noApplicationFaults()

  constructor(rules: ApplicationRules) {
    this.rules = rules
    this.keeper = new WasmKeeper(rules.prefix, new Bank(rules.prefix, MODULES.map(moduleAddress)), this.faults)
  }

  /** Writes down the parameters of all modules: for genesis. */
  writeParams(context: TxContext): void {
    writeAuthParams(context)
    writeBankParams(context)
    writeWasmParams(context)
  }

  /** Makes the accounts through which fees go, behind those that are there by then: for genesis. */
  makeModuleAccounts(context: TxContext): void {
    for (const name of [FEE_COLLECTOR, 'distribution']) {
      createModuleAccount(context, this.rules.prefix, moduleAddress(name), name)
    }
  }

  /**
   * Looks at a transaction without doing its messages. What it takes for the fee and the sequence is written to the state it is
   * given, so that a second one of the same account can follow in the same block.
   */
  check(state: KeyValues, block: BlockInfo, bytes: Uint8Array, mode: 'check' | 'recheck'): TxResult {
    return this.outcomeOf(state, block, bytes, mode, undefined)
  }

  /** Begins a block: the fees of the one before are taken out of their account, for whoever is paid for validating. */
  beginBlock(state: KeyValues, block: BlockInfo): void {
    const context: TxContext = {
      state,
      gas: new SdkGasMeter(Infinity),
      events: [],
      block,
      txIndex: undefined,
      depth: 0,
    }
    const { bank } = this.keeper
    const fees = bank.balances(context, moduleAddress(FEE_COLLECTOR))
    if (fees.length > 0) bank.move(context, moduleAddress(FEE_COLLECTOR), moduleAddress('distribution'), fees)
  }

  /** Does a transaction of a block: all of its messages, or none. */
  deliver(state: KeyValues, block: BlockInfo, bytes: Uint8Array, txIndex: number): TxResult {
    return this.outcomeOf(state, block, bytes, 'deliver', txIndex)
  }

  /**
   * Does a transaction without keeping anything of it, its signatures unseen: what it would answer, as protobuf.
   * @throws {AppError} what the transaction would fail for, with the gas it had used until then
   */
  simulate(state: KeyValues, block: BlockInfo, bytes: Uint8Array, gasMax = SIMULATION_GAS_MAX): Uint8Array {
    const gas = new SdkGasMeter(gasMax, this.faults.gasFactor)
    const context = contextOf(new StateLayer(state), gas, block, bytes, undefined)
    let results
    try {
      results = this.run(context, bytes, 'simulate')
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const failure = new AppError(error.reason)
      failure.message = `${error.message} with gas used: '${gas.used}'`
      throw failure
    }
    const events = context.events.map(({ type, attributes }) => ({
      type: type,
      attributes: attributes.map(({ key, value }) => ({ key: key, value: value, index: false })),
    }))
    const msgResponses = results.map(({ typeUrl, value }) => ({ typeUrl, value }))
    const response = SimulateResponse.fromPartial({
      gasInfo: { gasWanted: U64_MAX, gasUsed: BigInt(gas.used) },
      result: { data: dataOf(results), log: '', events: events as never, msgResponses },
    })
    return SimulateResponse.encode(response).finish()
  }

  private outcomeOf(
    state: KeyValues,
    block: BlockInfo,
    bytes: Uint8Array,
    mode: AnteMode,
    txIndex: number | undefined,
  ): TxResult {
    let gas = new SdkGasMeter(0)
    let context: TxContext | undefined
    try {
      gas = new SdkGasMeter(decodeTransaction(bytes).gasLimit, this.faults.gasFactor)
      context = contextOf(state, gas, block, bytes, txIndex)
      const results = this.run(context, bytes, mode)
      const data = mode === 'deliver' ? dataOf(results) : new Uint8Array()
      return { code: 0, codespace: '', log: '', data, ...gasOf(gas), events: context.events }
    } catch (error) {
      const failure = failureOf(error)
      const { code, codespace } = failure.reason
      const log = failure.message
      return { code, codespace, log, data: new Uint8Array(), ...gasOf(gas), events: context?.events ?? [] }
    }
  }

  /** Ante, then messages. If a message fails, what ante has done stays, and its events are all there are. */
  private run(context: TxContext, bytes: Uint8Array, mode: AnteMode): MessageResult[] {
    const transaction = decodeTransaction(bytes)
    const { keeper, rules } = this
    const ante = branch(context)
    runAnte(ante.context, keeper.bank, rules, transaction, signersOf(transaction.messages), mode)
    ante.commit()
    context.events.push(...ante.context.events)
    if (mode === 'check' || mode === 'recheck') return []
    const work = branch(context)
    const results = transaction.messages.map((message, place) => {
      try {
        return runMessage(work.context, keeper, message)
      } catch (error) {
        throw error instanceof AppError ? error.within(`failed to execute message; message index: ${place}`) : error
      }
    })
    work.commit()
    results.forEach(({ events }, place) => context.events.push(...events.map((event) => indexed(event, place))))
    return results
  }
}

function contextOf(
  state: KeyValues,
  gas: SdkGasMeter,
  block: BlockInfo,
  bytes: Uint8Array,
  txIndex: number | undefined,
): TxContext {
  const txHash = transactionHash(bytes)
  return { state, gas, events: [], block, txIndex, txHash, loaded: new Set(), depth: 0 }
}

/** Since SDK 0.50 every event of a message says of which. */
function indexed({ type, attributes }: ChainEvent, place: number): ChainEvent {
  return { type, attributes: [...attributes, { key: 'msg_index', value: String(place) }] }
}

function dataOf(results: readonly MessageResult[]): Uint8Array {
  const msgResponses = results.map(({ typeUrl, value }) => ({ typeUrl, value }))
  return TxMsgData.encode(TxMsgData.fromPartial({ msgResponses })).finish()
}

function gasOf({ limit, used, parts }: SdkGasMeter): Pick<TxResult, 'gasWanted' | 'gasUsed' | 'gasParts'> {
  return { gasWanted: limit, gasUsed: used, gasParts: parts }
}

function failureOf(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (!(error instanceof OutOfSdkGas)) throw error
  const failure = new AppError(ERRORS.outOfGas)
  failure.message = error.message
  return failure
}
