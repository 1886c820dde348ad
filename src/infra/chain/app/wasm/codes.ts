/** Code of contracts: stored once by whoever uploads it, checked and compiled once, instantiated as often as anybody likes. */
import { sha256 } from '@noble/hashes/sha2.js'
import { CodeInfo } from 'cosmjs-types/cosmwasm/wasm/v1/types'
import { byteText, u64 } from '../../bytes'
import { readU64 } from '../../read-u64'
import type { KeyValues } from '../../state/key-value'
import { MeteredState } from '../../state/sdk-gas'
import { openContract, type Contract } from '../../vm/contract'
import type { TxContext } from '../context'
import { AppError, ERRORS, orFail } from '../errors'
import { CHARGED, WASM_COSTS } from './gas'

const STORE = 'wasm/'
const CODE = '\u0001'
const BYTES = 'code/'
const PARAMS = '\u0010'
/** `Params` in protobuf: everybody may upload, and everybody instantiate. */
const PARAMS_VALUE = Uint8Array.of(0x0a, 0x02, 0x08, 0x03, 0x10, 0x03)
const NEXT_CODE = '\u0004lastCodeId'

/** Compiled contracts by checksum: a cache of what follows from the bytes alone, shared by all runs of a process. */
const compiled = new Map<string, Contract>()
/** So many codes are kept compiled; the one that was compiled first goes first. */
const COMPILED_MAX = 64

/**
 * Checks and compiles code, or takes it as it was compiled before.
 * @throws {VmError} what the static check found
 */
function compileOnce(code: Uint8Array): Contract {
  return compiledAs(sha256(code), () => code)
}

/** Code by its checksum, which is known, so that nobody hashes some hundred kilobytes for every call. */
function compiledAs(checksum: Uint8Array, code: () => Uint8Array): Contract {
  const name = byteText(checksum)
  const known = compiled.get(name)
  if (known !== undefined) return known
  const contract = openContract(code())
  compiled.set(name, contract)
  if (compiled.size > COMPILED_MAX) compiled.delete(compiled.keys().next().value!)
  return contract
}

/**
 * Stores code and gives its number, from 1.
 * @throws {AppError} create failed: the static check says why
 */
export function storeCode(context: TxContext, creator: string, code: Uint8Array): { id: bigint; contract: Contract } {
  if (code.length === 0) throw new AppError(ERRORS.createFailed, 'empty wasm code')
  const { gas } = context
  // Who may upload, and who may instantiate, the parameters say.
  const store = storeOf(context)
  store.get(PARAMS)
  store.get(PARAMS)
  const isPacked = code[0] === 0x1f && code[1] === 0x8b
  if (isPacked) {
    gas.charge(Math.floor((code.length * WASM_COSTS.uncompressPerHundredBytes) / 100), 'Uncompress gzip bytecode')
  }
  const contract = orFail(ERRORS.createFailed, () => compileOnce(code))
  const compiling = WASM_COSTS.compilePerByte * contract.code.length
  gas.charge(compiling, 'wasm contract', new Map([[CHARGED.compiling, compiling]]))
  const id = nextNumber(context, NEXT_CODE)
  const info = CodeInfo.fromPartial({
    codeHash: contract.checksum,
    creator,
    instantiateConfig: { permission: 3, addresses: [] },
  })
  store.set(CODE + byteText(u64(id)), CodeInfo.encode(info).finish())
  // The bytes themselves are kept in files, outside of the state that is paid for.
  context.state.set(BYTES + byteText(contract.checksum), contract.code)
  return { id, contract }
}

/** Writes the module's parameters down: for genesis. */
export function writeWasmParams({ state }: Pick<TxContext, 'state'>): void {
  state.set(STORE + PARAMS, PARAMS_VALUE)
}

/** What is known of a code. @throws {AppError} no such code */
export function codeInfo(context: Pick<TxContext, 'state' | 'gas'>, id: bigint): CodeInfo {
  const value = storeOf(context).get(CODE + byteText(u64(id)))
  if (value === undefined) throw new AppError(ERRORS.noSuchCode, `code id ${id}`)
  return CodeInfo.decode(value)
}

/** The bytes of a code, unpacked. */
export function codeBytes(state: KeyValues, { codeHash }: CodeInfo): Uint8Array {
  return state.get(BYTES + byteText(codeHash))!
}

/** A code, compiled. */
export function contractOf(state: KeyValues, info: CodeInfo): Contract {
  return compiledAs(info.codeHash, () => codeBytes(state, info))
}

/** All codes by their numbers, without gas. */
export function* allCodes(state: KeyValues): Generator<readonly [id: bigint, CodeInfo]> {
  for (let id = 1n; ; id++) {
    const value = state.get(STORE + CODE + byteText(u64(id)))
    if (value === undefined) return
    yield [id, CodeInfo.decode(value)]
  }
}

/** Counts up from 1 under a key of this module. */
export function nextNumber(context: Pick<TxContext, 'state' | 'gas'>, key: string): bigint {
  const store = storeOf(context)
  const value = store.get(key)
  const number = value === undefined ? 1n : readU64(value)
  store.set(key, u64(number + 1n))
  return number
}

function storeOf({ state, gas }: Pick<TxContext, 'state' | 'gas'>): MeteredState {
  return new MeteredState(state, gas, STORE)
}
