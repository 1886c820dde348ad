/** The messages this chain knows: who has to sign each, and what it does. */
import { MsgSend, MsgSendResponse } from 'cosmjs-types/cosmos/bank/v1beta1/tx'
import * as wasm from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { bech32Of } from '../address'
import { checkCoins } from './coin'
import type { TxContext } from './context'
import { AppError, ERRORS, orFail } from './errors'
import { chainEvent, type ChainEvent } from './event'
import type { Instantiation, WasmKeeper } from './wasm/keeper'

interface Handler {
  /** The part of the chain that does it. */
  readonly module: string
  /** The type of its answer. */
  readonly answer: string
  /** The written address of who has to sign. */
  signer(value: Uint8Array): string
  /** Does it, and gives its answer in protobuf. */
  run(context: TxContext, keeper: WasmKeeper, value: Uint8Array): Uint8Array
}

/** What a message did. */
export interface MessageResult {
  readonly typeUrl: string
  readonly value: Uint8Array
  readonly events: readonly ChainEvent[]
}

function handler<Message>(
  module: string,
  answer: string,
  codec: { decode(bytes: Uint8Array): Message },
  signerOf: (message: Message) => string,
  run: (context: TxContext, keeper: WasmKeeper, message: Message) => Uint8Array,
): Handler {
  const decode = (value: Uint8Array) => orFail(ERRORS.txDecode, () => codec.decode(value))
  return {
    module,
    answer,
    signer: (value) => signerOf(decode(value)),
    run: (context, keeper, value) => run(context, keeper, decode(value)),
  }
}

const senderOf = ({ sender }: { readonly sender: string }) => sender
const NO_DATA = new Uint8Array()

function instantiate(
  context: TxContext,
  keeper: WasmKeeper,
  { sender, admin, codeId, label, msg, funds }: wasm.MsgInstantiateContract,
  predictable: Pick<Instantiation, 'salt' | 'fixMessage'> = {},
): Uint8Array {
  const creator = keeper.address(sender)
  const made = keeper.instantiate(context, { creator, admin, codeId, label, message: msg, funds, ...predictable })
  const address = bech32Of(keeper.prefix, made.address)
  return wasm.MsgInstantiateContractResponse.encode({ address, data: made.data }).finish()
}

const WASM = '/cosmwasm.wasm.v1.'

const HANDLERS: Readonly<Record<string, Handler>> = {
  '/cosmos.bank.v1beta1.MsgSend': handler(
    'bank',
    '/cosmos.bank.v1beta1.MsgSendResponse',
    MsgSend,
    ({ fromAddress }) => fromAddress,
    (context, keeper, { fromAddress, toAddress, amount }) => {
      checkCoins(amount)
      const to = keeper.address(toAddress)
      keeper.bank.checkSend(context, to, amount)
      keeper.bank.move(context, keeper.address(fromAddress), to, amount)
      return MsgSendResponse.encode({}).finish()
    },
  ),
  [`${WASM}MsgStoreCode`]: handler(
    'wasm',
    `${WASM}MsgStoreCodeResponse`,
    wasm.MsgStoreCode,
    senderOf,
    (context, keeper, { sender, wasmByteCode }) => {
      const { id: codeId, checksum } = keeper.store(context, sender, wasmByteCode)
      return wasm.MsgStoreCodeResponse.encode({ codeId, checksum }).finish()
    },
  ),
  [`${WASM}MsgInstantiateContract`]: handler(
    'wasm',
    `${WASM}MsgInstantiateContractResponse`,
    wasm.MsgInstantiateContract,
    senderOf,
    (context, keeper, message) => instantiate(context, keeper, message),
  ),
  [`${WASM}MsgInstantiateContract2`]: handler(
    'wasm',
    `${WASM}MsgInstantiateContract2Response`,
    wasm.MsgInstantiateContract2,
    senderOf,
    (context, keeper, message) =>
      instantiate(context, keeper, message, { salt: message.salt, fixMessage: message.fixMsg }),
  ),
  [`${WASM}MsgExecuteContract`]: handler(
    'wasm',
    `${WASM}MsgExecuteContractResponse`,
    wasm.MsgExecuteContract,
    senderOf,
    (context, keeper, { sender, contract, msg, funds }) => {
      const data = keeper.execute(context, contract, keeper.address(sender), msg, funds) ?? NO_DATA
      return wasm.MsgExecuteContractResponse.encode({ data }).finish()
    },
  ),
  [`${WASM}MsgMigrateContract`]: handler(
    'wasm',
    `${WASM}MsgMigrateContractResponse`,
    wasm.MsgMigrateContract,
    senderOf,
    (context, keeper, { sender, contract, codeId, msg }) => {
      const data = keeper.migrate(context, contract, sender, codeId, msg) ?? NO_DATA
      return wasm.MsgMigrateContractResponse.encode({ data }).finish()
    },
  ),
  [`${WASM}MsgUpdateAdmin`]: handler(
    'wasm',
    `${WASM}MsgUpdateAdminResponse`,
    wasm.MsgUpdateAdmin,
    senderOf,
    (context, keeper, { sender, contract, newAdmin }) => {
      keeper.setAdmin(context, contract, sender, newAdmin)
      return NO_DATA
    },
  ),
  [`${WASM}MsgClearAdmin`]: handler(
    'wasm',
    `${WASM}MsgClearAdminResponse`,
    wasm.MsgClearAdmin,
    senderOf,
    (context, keeper, { sender, contract }) => {
      keeper.setAdmin(context, contract, sender, '')
      return NO_DATA
    },
  ),
}

/** Everybody who has to sign these messages, each once, in their order. @throws {AppError} unknown request */
export function signersOf(messages: readonly Any[]): string[] {
  return [...new Set(messages.map(({ typeUrl, value }) => handlerOf(typeUrl).signer(value)))]
}

/** Does one message. Its events begin with the one that says what is done, as the SDK's router has it. */
export function runMessage(context: TxContext, keeper: WasmKeeper, { typeUrl, value }: Any): MessageResult {
  const found = handlerOf(typeUrl)
  const { answer, module } = found
  const events: ChainEvent[] = [chainEvent('message', { action: typeUrl, sender: found.signer(value), module })]
  const answered = found.run({ ...context, events }, keeper, value)
  return { typeUrl: answer, value: answered, events }
}

function handlerOf(typeUrl: string): Handler {
  const found = HANDLERS[typeUrl]
  if (found === undefined) {
    throw new AppError(
      ERRORS.unknownRequest,
      `no message handler found for ${typeUrl}; there are ${Object.keys(HANDLERS).join(', ')}`,
    )
  }
  return found
}
