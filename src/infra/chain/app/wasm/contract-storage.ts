/** What a contract keeps: keys and values in a namespace of its own, in byte order. */
import { byteText, bytesOfText } from '../../bytes'
import { prefixEnd, type KeyValues } from '../../state/key-value'
import { MeteredState } from '../../state/sdk-gas'
import type { ContractStorage } from '../../vm/environment'

const CONTRACT_STATE = 'wasm/\u0003'

/**
 * What a contract keeps. Its use costs gas by the given meter, whose unit is the SDK's.
 * @param gas charges as `SdkGasMeter` does
 */
export function contractStorage(
  state: KeyValues,
  gas: ConstructorParameters<typeof MeteredState>[1],
  address: Uint8Array,
): ContractStorage {
  const store = new MeteredState(state, gas, CONTRACT_STATE + byteText(address))
  return {
    get: (key) => store.get(byteText(key)),
    set: (key, value) => store.set(byteText(key), value),
    remove: (key) => store.remove(byteText(key)),
    *scan(start, end, order) {
      const from = start === undefined ? '' : byteText(start)
      const to = end === undefined ? undefined : byteText(end)
      if (to !== undefined && to <= from) return
      for (const [key, value] of store.scan(from, to, order === 'descending')) yield [bytesOfText(key), value]
    },
  }
}

/** A contract's whole state without gas, as keys and values in byte order. */
export function* stateOf(state: KeyValues, address: Uint8Array): Generator<readonly [key: Uint8Array, Uint8Array]> {
  const prefix = CONTRACT_STATE + byteText(address)
  for (const [key, value] of state.scan(prefix, prefixEnd(prefix), false)) {
    yield [bytesOfText(key.slice(prefix.length)), value]
  }
}
