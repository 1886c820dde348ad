/** Several byte strings in one: each is followed by its length, an unsigned number of 32 bits, the highest byte first. */
import { VmError } from './vm-error'

const LENGTH_SIZE = 4

export function encodeSections(sections: readonly Uint8Array[]): Uint8Array {
  const encoded = new Uint8Array(sections.reduce((total, each) => total + each.length + LENGTH_SIZE, 0))
  const view = new DataView(encoded.buffer)
  let at = 0
  for (const section of sections) {
    encoded.set(section, at)
    view.setUint32(at + section.length, section.length)
    at += section.length + LENGTH_SIZE
  }
  return encoded
}

/** @throws VmError of kind `region` if a length leads before the beginning, or bytes are left over there. */
export function decodeSections(encoded: Uint8Array): Uint8Array[] {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength)
  const sections: Uint8Array[] = []
  let end = encoded.length
  while (end >= LENGTH_SIZE) {
    const lengthAt = end - LENGTH_SIZE
    const start = lengthAt - view.getUint32(lengthAt)
    if (start < 0) throw new VmError('region', 'a section is longer than what is before it')
    sections.push(encoded.subarray(start, lengthAt))
    end = start
  }
  if (end > 0) throw new VmError('region', `${end} bytes are outside of any section`)
  return sections.toReversed()
}
