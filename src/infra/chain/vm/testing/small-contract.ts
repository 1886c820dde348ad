import { assemble, i32, type AssembledFunction, type AssembledModule } from './assemble'

/** Operators of an `allocate` that takes regions off the end of what it gave before, from 65,536 / 2 on: 18 and the last `end`. */
const ALLOCATE = [
  [0x23, 0, 0x21, 1], // The region begins at the global.
  [0x20, 1, 0x20, 1, ...i32(12), 0x6a, 0x36, 2, 0], // Its bytes begin behind its three numbers.
  [0x20, 1, 0x20, 0, 0x36, 2, 4], // Its capacity is what was asked for.
  [0x20, 1, ...i32(12), 0x6a, 0x20, 0, 0x6a, 0x24, 0], // The next one begins behind the bytes.
  [0x20, 1],
].flat()
/** Operators in it, all but the last `end`. */
export const ALLOCATE_OPERATORS = 17

const PARTS: readonly AssembledFunction[] = [
  { name: 'allocate', signature: 'i>i', locals: 1, code: ALLOCATE },
  { name: 'deallocate', signature: 'i>', code: [] },
  { name: 'interface_version_8', signature: '>', code: [] },
]

/** Gives back the region of the message: what it is sent is its result. */
export const ECHO_EXECUTE: AssembledFunction = { name: 'execute', signature: 'iii>i', code: [0x20, 2] }
export const ECHO_QUERY: AssembledFunction = { name: 'query', signature: 'ii>i', code: [0x20, 1] }

/** A contract that passes the check, with some functions of its own, or those of an echo. */
export function smallContract(
  functions: readonly AssembledFunction[] = [ECHO_EXECUTE, ECHO_QUERY],
  changes: AssembledModule = {},
): Uint8Array<ArrayBuffer> {
  return assemble({ globals: [32_768], ...changes, functions: [...PARTS, ...functions] })
}
