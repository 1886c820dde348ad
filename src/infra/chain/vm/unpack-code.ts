import { Gunzip } from 'fflate'
import { CODE_SIZE_MAX } from './code-size'
import { VmError } from './vm-error'

const GZIP = [0x1f, 0x8b]
/** So much is unpacked at once: a step cannot give more than a thousand times of it. */
const STEP = 1024

/**
 * The module in an upload, which may be gzip around it (cosmjs uploads so). It stops when more comes out than a chain stores, and
 * takes no notice of the size that the archive claims.
 * @throws VmError of kind `format`.
 */
export function unpackCode(code: Uint8Array): Uint8Array {
  if (code[0] !== GZIP[0] || code[1] !== GZIP[1]) return code
  if (code.length > CODE_SIZE_MAX) tooLarge()
  const parts: Uint8Array[] = []
  let length = 0
  let isWhole = false
  const gunzip = new Gunzip((part, isLast) => {
    length += part.length
    if (length > CODE_SIZE_MAX) tooLarge()
    parts.push(part)
    isWhole = isLast
  })
  try {
    for (let at = 0; at < code.length; at += STEP) gunzip.push(code.subarray(at, at + STEP), at + STEP >= code.length)
  } catch (error) {
    if (error instanceof VmError) throw error
    throw new VmError('format', `the gzip archive is broken: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isWhole) throw new VmError('format', 'the gzip archive ends too early')
  return joined(parts, length)
}

function tooLarge(): never {
  throw new VmError('format', `the upload is larger than ${CODE_SIZE_MAX} bytes, unpacked`)
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
