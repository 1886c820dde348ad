/**
 * The wasm module (`wasmd/x/wasm/keeper`): stores code, makes contracts and runs them. Funds move before code runs; what the
 * contract wants done besides is done in {@link dispatchAll}, each message in a branch of its own.
 */
import { ContractInfo, type CodeInfo } from 'cosmjs-types/cosmwasm/wasm/v1/types'
import { addressOf, bech32Of, contractAddress, predictableAddress } from '../../address'
import { createAccount, findAccount } from '../auth'
import { panicIfAny, type ApplicationFaults } from '../application-faults'
import type { Bank } from '../bank'
import { checkCoins, type Coin } from '../coin'
import type { TxContext } from '../context'
import { AppError, ContractError, ERRORS, orFail, type ErrorCode } from '../errors'
import { chainEvent } from '../event'
import { callContract, payForInstance, type MessageInfo } from './call'
import { codeInfo, contractOf, storeCode } from './codes'
import { recordInstantiation, recordMigration } from './contract-history'
import { contractInfo, hasContract, nextInstance, saveContract } from './contracts'
import { dispatchAll } from './dispatch'
import { eventsCost } from './gas'
import { ContractQueries } from './queries'
import { contractEvents, ContractRefusal, responseOf } from './response'
import type { EntryPoint } from '../../vm/interface'

/** How a contract is made. */
export interface Instantiation {
  readonly creator: Uint8Array
  readonly admin: string
  readonly codeId: bigint
  readonly label: string
  readonly message: Uint8Array
  readonly funds: readonly Coin[]
  /** What its address is made of, if that is to be told before it exists. */
  readonly salt?: Uint8Array
  readonly fixMessage?: boolean
}

const LABEL_MAX = 128
const SALT_MAX = 64

export class WasmKeeper {
  readonly prefix: string
  readonly bank: Bank
  readonly queries: ContractQueries
  private readonly faults: ApplicationFaults

  constructor(prefix: string, bank: Bank, faults: ApplicationFaults) {
    this.prefix = prefix
    this.faults = faults
    this.bank = bank
    this.queries = new ContractQueries(prefix, bank)
  }

  /** @throws {AppError} create failed */
  store(context: TxContext, creator: string, code: Uint8Array): { readonly id: bigint; readonly checksum: Uint8Array } {
    const { id, contract } = storeCode(context, creator, code)
    const checksum = contract.checksum
    // The capabilities that code asks for are not told: wasmd makes the attribute, and loses it.
    context.events.push(chainEvent('store_code', { code_checksum: hexOf(checksum), code_id: String(id) }))
    return { id, checksum }
  }

  /** Makes a contract and gives its address and data. @throws {AppError} and what {@link callContract} throws */
  instantiate(context: TxContext, making: Instantiation): { readonly address: Uint8Array; readonly data: Uint8Array } {
    const { creator, admin, codeId, label, message, funds, salt } = making
    if (label === '' || label.length > LABEL_MAX)
      throw new AppError(ERRORS.exceedsLimit, `label: 1 to ${LABEL_MAX} characters`)
    if (admin !== '') this.address(admin)
    const code = codeInfo(context, codeId)
    payForInstance(context, code.codeHash, 'instantiate')
    const address =
      salt === undefined ? contractAddress(codeId, nextInstance(context)) : this.predicted(making, code.codeHash, salt)
    if (hasContract(context, address)) {
      const advice = 'contract address already exists, try a different combination of creator, checksum and salt'
      throw new AppError(ERRORS.duplicate, advice)
    }
    const account = findAccount(context, address)
    if (account === undefined) createAccount(context, this.prefix, address)
    else if (account.sequence > 0n || account.pubKey !== undefined) {
      throw new AppError(ERRORS.accountExists, 'address is claimed by external account')
    }
    this.moveFunds(context, creator, address, funds)
    const written = this.written(address)
    const info = ContractInfo.fromPartial({
      codeId,
      creator: this.written(creator),
      admin,
      label,
      created: { blockHeight: BigInt(context.block.height), txIndex: BigInt(context.txIndex ?? 0) },
    })
    const sender = { sender: this.written(creator), funds }
    const data = this.run(context, address, code, 'instantiate', message, ERRORS.instantiateFailed, sender, () => {
      recordInstantiation(context, address, info, creator, message)
      context.events.push(chainEvent('instantiate', { _contract_address: written, code_id: String(codeId) }))
    })
    return { address, data: data ?? new Uint8Array() }
  }

  /** @throws {AppError} and what {@link callContract} throws */
  execute(
    context: TxContext,
    contract: string,
    sender: Uint8Array,
    message: Uint8Array,
    funds: readonly Coin[],
  ): Uint8Array | null {
    const address = this.address(contract)
    const code = codeInfo(context, contractInfo(context, address, contract).codeId)
    payForInstance(context, code.codeHash, 'execute')
    this.moveFunds(context, sender, address, funds)
    const who = { sender: this.written(sender), funds }
    return this.run(context, address, code, 'execute', message, ERRORS.executeFailed, who, () => {
      context.events.push(chainEvent('execute', { _contract_address: contract }))
    })
  }

  /** Gives a contract other code. @throws {AppError} unauthorized, unless the sender is its admin */
  migrate(
    context: TxContext,
    contract: string,
    sender: string,
    codeId: bigint,
    message: Uint8Array,
  ): Uint8Array | null {
    const address = this.address(contract)
    const info = contractInfo(context, address, contract)
    if (info.admin === '' || info.admin !== sender) throw new AppError(ERRORS.unauthorized, 'can not migrate')
    const code = codeInfo(context, codeId)
    // The code from before is looked up, too, for the version that it says it has.
    codeInfo(context, info.codeId)
    payForInstance(context, code.codeHash, 'migrate')
    return this.run(context, address, code, 'migrate', message, ERRORS.migrationFailed, undefined, () => {
      recordMigration(context, address, { ...info, codeId }, message)
      context.events.push(chainEvent('migrate', { code_id: String(codeId), _contract_address: contract }))
    })
  }

  /** Gives a contract another admin, or none. @throws {AppError} unauthorized, unless the sender is its admin */
  setAdmin(context: TxContext, contract: string, sender: string, admin: string): void {
    const address = this.address(contract)
    const info = contractInfo(context, address, contract)
    if (info.admin === '' || info.admin !== sender) throw new AppError(ERRORS.unauthorized, 'can not modify contract')
    if (admin !== '') this.address(admin)
    saveContract(context, address, { ...info, admin })
    context.events.push(chainEvent('update_contract_admin', { _contract_address: contract, new_admin_address: admin }))
  }

  /** Tells a contract what became of a message of its. `cost` is what the reply itself costs, in SDK gas. */
  reply(context: TxContext, address: Uint8Array, message: Uint8Array, cost: number): Uint8Array | null {
    const contract = this.written(address)
    const code = codeInfo(context, contractInfo(context, address, contract).codeId)
    context.gas.charge(cost, 'Loading CosmWasm module: reply')
    return this.run(context, address, code, 'reply', message, ERRORS.executeFailed, undefined, () => {
      context.events.push(chainEvent('reply', { _contract_address: contract }))
    })
  }

  /** The bytes of a written address. @throws {AppError} invalid address */
  address(written: string): Uint8Array {
    return orFail(ERRORS.invalidAddress, () => addressOf(this.prefix, written))
  }

  /** An address as people read it. */
  written(address: Uint8Array): string {
    return bech32Of(this.prefix, address)
  }

  private run(
    context: TxContext,
    address: Uint8Array,
    code: CodeInfo,
    entry: EntryPoint,
    message: Uint8Array,
    failure: ErrorCode,
    sender: MessageInfo | undefined,
    announce: () => void,
  ): Uint8Array | null {
    const { prefix } = this
    const contract = contractOf(context.state, code)
    const json = callContract(context, {
      contract,
      address,
      prefix,
      entry,
      message,
      ask: this.queries.asking(context),
      ...(sender === undefined ? {} : { info: sender }),
    })
    panicIfAny(this.faults)
    const response = refusalAs(failure, () => responseOf(json))
    announce()
    context.gas.charge(eventsCost(response), 'Custom contract event attributes')
    context.events.push(...contractEvents(response, this.written(address)))
    const replied = dispatchAll(context, this, address, response.messages)
    return replied ?? response.data
  }

  private predicted(
    { creator, fixMessage, message }: Instantiation,
    checksum: Uint8Array,
    salt: Uint8Array,
  ): Uint8Array {
    if (salt.length === 0 || salt.length > SALT_MAX)
      throw new AppError(ERRORS.exceedsLimit, `salt: 1 to ${SALT_MAX} bytes`)
    return predictableAddress(checksum, creator, salt, fixMessage === true ? message : new Uint8Array())
  }

  /** Events of type `message` are not told of funds that come with a call (`BankCoinTransferrer`). */
  private moveFunds(context: TxContext, from: Uint8Array, to: Uint8Array, funds: readonly Coin[]): void {
    if (funds.length === 0) return
    checkCoins(funds)
    this.bank.checkSend(context, to, funds)
    const events: TxContext['events'] = []
    this.bank.move({ ...context, events }, from, to, funds)
    context.events.push(...events.filter(({ type }) => type !== 'message'))
  }
}

function refusalAs<Result>(failure: ErrorCode, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw error instanceof ContractRefusal ? new ContractError(failure, error.message) : error
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
