/** Parameters of `x/auth`. They do not change; that they are looked up costs gas. */
import { Params } from 'cosmjs-types/cosmos/auth/v1beta1/auth'
import { MeteredState } from '../state/sdk-gas'
import type { TxContext } from './context'

const STORE = 'acc/'
const PARAMS = '\u0000'

/** The parameters of the SDK's genesis. */
export const AUTH_PARAMS = {
  maxMemoCharacters: 256n,
  txSigLimit: 7n,
  txSizeCostPerByte: 10n,
  sigVerifyCostEd25519: 590n,
  sigVerifyCostSecp256k1: 1_000n,
}

/** Writes the parameters down: for genesis. */
export function writeAuthParams({ state }: Pick<TxContext, 'state' | 'gas'>): void {
  state.set(STORE + PARAMS, Params.encode(AUTH_PARAMS).finish())
}

/** Reads the parameters, for what that costs. They do not change. */
export function readAuthParams(context: Pick<TxContext, 'state' | 'gas'>): void {
  new MeteredState(context.state, context.gas, STORE).get(PARAMS)
}
