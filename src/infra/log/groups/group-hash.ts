/** Which partition of the offsets topic a group belongs to: the hash of its name as `String.hashCode` of Java has it, made positive. */
export function groupHash(groupId: string): number {
  let hash = 0
  for (let index = 0; index < groupId.length; index += 1) hash = (Math.imul(hash, 31) + groupId.charCodeAt(index)) | 0
  // `Utils.abs`: the smallest number has no positive counterpart.
  return hash === -0x8000_0000 ? 0 : Math.abs(hash)
}
