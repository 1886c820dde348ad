/** ElectLeaders, version 2: the one request that the stock client has no encoder for. */
import { type Connection, type Reader, Writer } from '@platformatic/kafka'
import type { ElectLeadersRequest, ElectLeadersResponse } from '../protocol/cluster-api'
import { byTopic } from './by-topic'
import { errorNameOf } from './error-names'
import type { Settle } from './exchange'

const ELECT_LEADERS = 43
const VERSION = 2
const TIMEOUT_MS = 30_000
const TYPES = { preferred: 0, unclean: 1 } as const

export function exchangeElectLeaders(connection: Connection, request: ElectLeadersRequest, settle: Settle): void {
  connection.send(
    ELECT_LEADERS,
    VERSION,
    () => encode(request),
    decode,
    true,
    true,
    (error, response) => {
      if (error !== null) settle(error)
      else settle(null, { response: response! })
    },
  )
}

function encode({ electionType, partitions }: ElectLeadersRequest): Writer {
  const topics = byTopic(partitions, ({ partition }) => partition)
  return Writer.create()
    .appendInt8(TYPES[electionType])
    .appendArray(topics, (w, topic) => {
      w.appendString(topic.name).appendArray(topic.partitions, (inner, each) => inner.appendInt32(each), true, false)
    })
    .appendInt32(TIMEOUT_MS)
    .appendTaggedFields()
}

function decode(_correlation: number, _key: number, _version: number, reader: Reader): ElectLeadersResponse {
  reader.readInt32() // For how long the broker held it back.
  reader.readInt16() // An error of the whole stands at each partition, too.
  const partitions: ElectLeadersResponse['partitions'][number][] = []
  reader.readArray((r) => {
    const topic = r.readString()
    r.readArray((inner) => {
      const partition = inner.readInt32()
      const error = errorNameOf(inner.readInt16())
      inner.readNullableString()
      return partitions.push({ topic, partition, error })
    })
    return null
  })
  return { partitions }
}
