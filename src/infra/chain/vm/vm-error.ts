/** Why a contract could not be opened, or a call of it ended without a result. */

/**
 * - `format`: the bytes are no WebAssembly module, or the archive around them is broken.
 * - `static-check`: a rule of the static check does not hold; the message lists what is wrong and what is allowed.
 * - `entry-point`: the contract does not export the function that is called, or exports it with other parameters.
 * - `instantiation`: the module cannot be started (a segment out of bounds, a start function).
 * - `aborted`: the contract panicked; the message carries its text.
 * - `trap`: an instruction that cannot go on (unreachable, division by zero, access out of bounds).
 * - `stack`: calls nested deeper than the engine's stack allows.
 * - `out-of-gas`: the meter's limit is spent.
 * - `region`: a pointer, or the region it points to, is not what the interface says.
 * - `limit`: a key, value, message or address is longer than the interface allows.
 * - `read-only`: a query tried to write.
 * - `iterator`: no such iterator, or no such order.
 */
export type VmErrorKind =
  | 'format'
  | 'static-check'
  | 'entry-point'
  | 'instantiation'
  | 'aborted'
  | 'trap'
  | 'stack'
  | 'out-of-gas'
  | 'region'
  | 'limit'
  | 'read-only'
  | 'iterator'

/** What the VM throws. Whatever else comes out of a call was thrown by the environment that the caller gave. */
export class VmError extends Error {
  override readonly name: string = 'VmError'
  readonly kind: VmErrorKind

  constructor(kind: VmErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** The meter would pass its limit. What was used then is the limit, as in wasmvm. */
export class OutOfGas extends VmError {
  override readonly name = 'OutOfGas'

  constructor(limit: bigint) {
    super('out-of-gas', `out of gas: the limit of ${limit} wasm gas is spent`)
  }
}
