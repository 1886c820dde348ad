/** Tagged fields of Kafka's flexible messages (KIP-482), which the stock client steps over. */
import { Reader } from '@platformatic/kafka'
import type { CurrentLeader } from '../protocol/records-api'

/** Reads all of them that stand here, by their tags. */
export function readTagged(reader: Reader): ReadonlyMap<number, Reader> {
  const fields = new Map<number, Reader>()
  for (let count = reader.readUnsignedVarInt(); count > 0; count -= 1) {
    const tag = reader.readUnsignedVarInt()
    const size = reader.readUnsignedVarInt()
    fields.set(tag, new Reader(reader.buffer.subarray(reader.position, reader.position + size)))
    reader.skip(size)
  }
  return fields
}

/** `LeaderIdAndEpoch` of Produce and Fetch. */
export function readCurrentLeader(reader: Reader): CurrentLeader {
  const leaderId = reader.readInt32()
  return { leaderId, leaderEpoch: reader.readInt32() }
}
