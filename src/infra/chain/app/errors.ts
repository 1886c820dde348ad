/** Errors of the Cosmos SDK and of `wasmd`: a codespace, a code in it, and a text that grows outwards as errors are wrapped. */

/** One registered error. */
export interface ErrorCode {
  readonly codespace: 'sdk' | 'wasm' | 'undefined'
  readonly code: number
  readonly text: string
}

const sdk = (code: number, text: string): ErrorCode => ({ codespace: 'sdk', code, text })
const wasm = (code: number, text: string): ErrorCode => ({ codespace: 'wasm', code, text })

/** By the names they have in `cosmos-sdk/types/errors` and `wasmd/x/wasm/types`. */
export const ERRORS = {
  txDecode: sdk(2, 'tx parse error'),
  unauthorized: sdk(4, 'unauthorized'),
  insufficientFunds: sdk(5, 'insufficient funds'),
  unknownRequest: sdk(6, 'unknown request'),
  invalidAddress: sdk(7, 'invalid address'),
  invalidPubKey: sdk(8, 'invalid pubkey'),
  unknownAddress: sdk(9, 'unknown address'),
  invalidCoins: sdk(10, 'invalid coins'),
  outOfGas: sdk(11, 'out of gas'),
  memoTooLarge: sdk(12, 'memo too large'),
  insufficientFee: sdk(13, 'insufficient fee'),
  tooManySignatures: sdk(14, 'maximum number of signatures exceeded'),
  noSignatures: sdk(15, 'no signatures supplied'),
  invalidRequest: sdk(18, 'invalid request'),
  mempoolIsFull: sdk(20, 'mempool is full'),
  txTooLarge: sdk(21, 'tx too large'),
  txTimeoutHeight: sdk(30, 'tx timeout height'),
  wrongSequence: sdk(32, 'incorrect account sequence'),
  invalidGasLimit: sdk(41, 'invalid gas limit'),
  createFailed: wasm(2, 'create wasm contract failed'),
  accountExists: wasm(3, 'contract account already exists'),
  instantiateFailed: wasm(4, 'instantiate wasm contract failed'),
  executeFailed: wasm(5, 'execute wasm contract failed'),
  queryFailed: wasm(9, 'query wasm contract failed'),
  invalidMsg: wasm(10, 'invalid CosmosMsg from the contract'),
  migrationFailed: wasm(11, 'migrate wasm contract failed'),
  empty: wasm(12, 'empty'),
  exceedsLimit: wasm(13, 'exceeds limit'),
  unknownMsg: wasm(20, 'unknown message from the contract'),
  invalidEvent: wasm(21, 'invalid event'),
  noSuchContract: wasm(22, 'no such contract'),
  noSuchCode: wasm(28, 'no such code'),
  duplicate: wasm(14, 'duplicate'),
  vmError: wasm(29, 'wasmvm error'),
  maxCallDepth: wasm(30, 'max call depth exceeded'),
} as const

/** A failure of a transaction or a query. Its message is the whole text, the cause last, as the SDK logs it. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly reason: ErrorCode
  /** True for what a contract itself has answered, and nothing has been put around: contracts may be told all of it. */
  readonly isDeterministic: boolean = false

  constructor(reason: ErrorCode, ...details: readonly string[]) {
    super([...details, reason.text].join(': '))
    this.reason = reason
  }

  /** The same failure, seen from further out. */
  within(place: string): AppError {
    const outer = new AppError(this.reason)
    outer.message = `${place}: ${this.message}`
    return outer
  }
}

/** A contract's own refusal. */
export class ContractError extends AppError {
  override readonly isDeterministic = true
}

/**
 * What a contract is told of a failure: all of it, if it is the answer of another contract, and else only which it is, since texts of the
 * machine need not be the same on every node (`redactError`).
 */
export function redacted({ isDeterministic, message, reason }: AppError): string {
  return isDeterministic ? message : `codespace: ${reason.codespace}, code: ${reason.code}`
}

/** Does it, and turns any other error than one of the application into one with this reason. */
export function orFail<Result>(reason: ErrorCode, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw new AppError(reason, error instanceof Error ? error.message : String(error))
  }
}
