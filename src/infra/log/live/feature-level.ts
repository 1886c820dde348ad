/** Which release a cluster works as: the level of its feature `metadata.version`, which the stock client steps over. */
import { type Connection, type Reader, Writer } from '@platformatic/kafka'
import type { Settle } from './exchange'
import { readTagged } from './tagged-fields'

const API_VERSIONS = 18
const VERSION = 3
const FINALIZED_FEATURES = 2

/** Settles with `{ level }`: 0 for a cluster that does not say. */
export function exchangeFeatureLevel(connection: Connection, settle: Settle): void {
  connection.send(
    API_VERSIONS,
    VERSION,
    () => Writer.create().appendString('boxes-and-arrows').appendString('1').appendTaggedFields(),
    decode,
    true,
    false,
    (error, level) => {
      if (error !== null) settle(error)
      else settle(null, { response: { level } })
    },
  )
}

function decode(_correlation: number, _key: number, _version: number, reader: Reader): number {
  reader.readInt16() // An error would come with the answer of an older version, which says nothing here either.
  reader.readArray((r) => [r.readInt16(), r.readInt16(), r.readInt16()])
  reader.readInt32() // For how long the broker held it back.
  const features = readTagged(reader).get(FINALIZED_FEATURES)
  let level = 0
  features?.readArray((r) => {
    const name = r.readString()
    const max = r.readInt16()
    r.readInt16()
    if (name === 'metadata.version') level = max
    return null
  })
  return level
}
