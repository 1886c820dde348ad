/** What is asked of contracts, from outside or by each other while they run: read-only, nested up to a depth, paid with gas. */
import { base64 } from '@scure/base'
import { addressOf, bech32Of } from '../../address'
import { textOf, utf8 } from '../../bytes'
import { StateLayer } from '../../state/key-value'
import { OutOfSdkGas, SdkGasMeter } from '../../state/sdk-gas'
import type { Bank } from '../bank'
import type { TxContext } from '../context'
import { AppError, ContractError, ERRORS, orFail, redacted } from '../errors'
import { callContract, payForInstance, type AskChain } from './call'
import { codeInfo, contractOf } from './codes'
import { contractStorage } from './contract-storage'
import { contractInfo, findContract } from './contracts'
import { ContractRefusal, resultOf } from './response'

/** So many queries may wait for each other. */
const QUERY_DEPTH_MAX = 10

type Fields = Readonly<Record<string, unknown>>

/** What was asked is not to be had here; the contract that asked is told so. */
class SystemError extends Error {
  readonly kind: Fields

  constructor(kind: Fields) {
    super(JSON.stringify(kind))
    this.kind = kind
  }
}

export class ContractQueries {
  private readonly prefix: string
  private readonly bank: Bank

  constructor(prefix: string, bank: Bank) {
    this.prefix = prefix
    this.bank = bank
  }

  /**
   * Asks a contract. Whatever it writes is refused.
   * @throws {AppError} no such contract, query failed, VM error
   */
  smart(context: TxContext, contract: string, message: Uint8Array): Uint8Array {
    const { prefix } = this
    if (context.depth >= QUERY_DEPTH_MAX) throw new AppError(ERRORS.exceedsLimit, `query stack of ${QUERY_DEPTH_MAX}`)
    const address = orFail(ERRORS.invalidAddress, () => addressOf(prefix, contract))
    const info = contractInfo(context, address, contract)
    const code = codeInfo(context, info.codeId)
    const compiled = contractOf(context.state, code)
    payForInstance(context, code.codeHash, 'query')
    const asked: TxContext = {
      ...context,
      state: new StateLayer(context.state),
      events: [],
      depth: context.depth + 1,
    }
    const ask = this.asking(asked)
    const json = callContract(asked, { contract: compiled, address, prefix, entry: 'query', message, ask })
    try {
      const result = resultOf(json)
      if (typeof result !== 'string') throw new AppError(ERRORS.queryFailed, 'the answer is not base 64')
      return base64.decode(result)
    } catch (error) {
      throw error instanceof ContractRefusal ? new ContractError(ERRORS.queryFailed, error.message) : error
    }
  }

  /** Answers what a contract asks while it runs. */
  asking(context: TxContext): AskChain {
    return (request, gasLimit) => {
      const gas = new SdkGasMeter(gasLimit)
      const answer = this.answer({ ...context, gas }, request)
      const { used, parts } = gas
      return { answer: utf8(JSON.stringify(answer ?? null)), used, parts, isOutOfGas: answer === undefined }
    }
  }

  /** Undefined if the gas for it was spent: then the whole call is over. */
  private answer(context: TxContext, request: Uint8Array): Fields | undefined {
    try {
      const [[family, body] = ['', {}]] = Object.entries(JSON.parse(textOf(request)) as Fields)
      const [[name, fields] = ['', {}]] = Object.entries(body as Fields) as [string, Fields][]
      const value = this.answerTo(context, family, name, fields)
      return { ok: { ok: base64.encode(value) } }
    } catch (error) {
      if (error instanceof SystemError) return { error: error.kind }
      if (error instanceof AppError) return { ok: { error: redacted(error) } }
      if (error instanceof OutOfSdkGas) return undefined
      if (error instanceof SyntaxError)
        return { error: { invalid_request: { error: error.message, request: base64.encode(request) } } }
      throw error
    }
  }

  private answerTo(context: TxContext, family: string, name: string, fields: Fields): Uint8Array {
    const json = (value: unknown) => utf8(JSON.stringify(value))
    switch (`${family}.${name}`) {
      case 'bank.balance': {
        const denom = String(fields['denom'])
        const amount = this.bank.balance(context, this.addressIn(fields, 'address'), denom)
        return json({ amount: { denom, amount: String(amount) } })
      }
      case 'bank.all_balances':
        return json({ amount: this.bank.balances(context, this.addressIn(fields, 'address')) })
      case 'wasm.smart': {
        const contract = String(fields['contract_addr'])
        this.needContract(context, contract)
        return this.smart(context, contract, base64.decode(String(fields['msg'])))
      }
      case 'wasm.raw': {
        const address = this.needContract(context, String(fields['contract_addr']))
        return (
          contractStorage(context.state, context.gas, address).get(base64.decode(String(fields['key']))) ??
          new Uint8Array()
        )
      }
      case 'wasm.contract_info': {
        const address = this.needContract(context, String(fields['contract_addr']))
        const { codeId, creator, admin } = contractInfo(context, address, '')
        const told = {
          code_id: Number(codeId),
          creator,
          admin: admin === '' ? null : admin,
          pinned: false,
          ibc_port: null,
        }
        return json(told)
      }
      default:
        throw new SystemError({ unsupported_request: { kind: `${family}.${name}` } })
    }
  }

  private needContract(context: TxContext, written: string): Uint8Array {
    const address = orFail(ERRORS.invalidAddress, () => addressOf(this.prefix, written))
    if (findContract(context, address) === undefined) {
      throw new SystemError({ no_such_contract: { addr: bech32Of(this.prefix, address) } })
    }
    return address
  }

  private addressIn(fields: Fields, name: string): Uint8Array {
    return orFail(ERRORS.invalidAddress, () => addressOf(this.prefix, String(fields[name])))
  }
}
