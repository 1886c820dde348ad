/** What a contract keeps: keys and values in a namespace of its own, in byte order. */
import { byteText, bytesOfText } from '../../bytes'
import { prefixEnd, type KeyValues } from '../../state/key-value'
import { MeteredState } from '../../state/sdk-gas'
import type { ContractStorage } from '../../vm/environment'

const STORE = 'wasm/'
const CONTRACT = '\u0003'

/**
 * What a contract keeps. Its use costs gas by the given meter, whose unit is the SDK's; keys are counted with the prefix that tells the
 * contract from others.
 * @param gas charges as `SdkGasMeter` does
 */
export function contractStorage(
  state: KeyValues,
  gas: ConstructorParameters<typeof MeteredState>[1],
  address: Uint8Array,
): ContractStorage {
  const store = new MeteredState(state, gas, STORE)
  const prefix = CONTRACT + byteText(address)
  return {
    get: (key) => store.get(prefix + byteText(key)),
    set: (key, value) => store.set(prefix + byteText(key), value),
    remove: (key) => store.remove(prefix + byteText(key)),
    scan(start, end, order) {
      const from = prefix + (start === undefined ? '' : byteText(start))
      const to = end === undefined ? prefixEnd(prefix) : prefix + byteText(end)
      const isEmpty = to !== undefined && to <= from
      const entries = store.scan(from, isEmpty ? from : to, order === 'descending')
      return withoutPrefix(entries, prefix.length)
    },
  }
}

function* withoutPrefix(
  entries: Iterable<readonly [string, Uint8Array]>,
  length: number,
): Generator<readonly [Uint8Array, Uint8Array]> {
  for (const [key, value] of entries) yield [bytesOfText(key.slice(length)), value]
}

/** A contract's whole state without gas, as keys and values in byte order. */
export function* stateOf(state: KeyValues, address: Uint8Array): Generator<readonly [key: Uint8Array, Uint8Array]> {
  const prefix = STORE + CONTRACT + byteText(address)
  for (const [key, value] of state.scan(prefix, prefixEnd(prefix), false)) {
    yield [bytesOfText(key.slice(prefix.length)), value]
  }
}
