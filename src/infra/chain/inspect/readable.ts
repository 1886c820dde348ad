/** Keys and values of a contract's state as people read them: names of maps as text, numbers as numbers, JSON as it stands. */

const strict = new TextDecoder('utf-8', { fatal: true })
const BYTES_SHOWN = 64
const TEXT_MAX = 4_096
/** Between the parts of a key. */
const JOINT = ' › '

/**
 * A key of cw-storage-plus: an item's is its name; a map's has the length of the map's name in two bytes, the name, every part of a
 * composite key but the last in the same way, and the last part as it is (`cw-storage-plus/src/helpers.rs`).
 */
export function readableKey(key: Uint8Array): string {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const length = (key[at] ?? 0) * 256 + (key[at + 1] ?? 0)
    const end = at + 2 + length
    const isPart = length > 0 && end <= key.length
    const part = isPart ? partText(key.subarray(at + 2, end)) : undefined
    // A first part that is no name is no map's: the key is an item's.
    if (part === undefined || (parts.length === 0 && !/^[\w.:-]+$/.test(part))) break
    parts.push(part)
    at = end
  }
  if (at < key.length || parts.length === 0) parts.push(partText(key.subarray(at)) ?? hexOf(key.subarray(at)))
  return parts.join(JOINT)
}

/** A value: JSON and other text as it stands, other bytes in hexadecimal digits. */
export function readableBytes(bytes: Uint8Array): string {
  const text = printable(bytes) ?? hexOf(bytes)
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
}

/** Bytes in hexadecimal digits, a long row cut. */
export function hexOf(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, BYTES_SHOWN), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return bytes.length > BYTES_SHOWN ? `0x${digits}… ${bytes.length} bytes` : `0x${digits}`
}

/** Text, or a number of four or eight bytes; undefined for other bytes. */
function partText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined
  const text = printable(bytes)
  if (text !== undefined) return text
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length === 8) return String(view.getBigUint64(0))
  return bytes.length === 4 ? String(view.getUint32(0)) : undefined
}

function printable(bytes: Uint8Array): string | undefined {
  try {
    const text = strict.decode(bytes)
    return /[\p{Cc}\p{Cn}]/u.test(text) ? undefined : text
  } catch {
    // Bytes that are no UTF-8 are shown as bytes.
    return undefined
  }
}
