/** Requests about records: see `records-api.ts`. Produce, Fetch and OffsetForLeaderEpoch have files of their own. */
import { deleteRecordsV2, initProducerIdV4, listOffsetsV7 } from '@platformatic/kafka'
import type { LogRequest } from '../protocol/api'
import { byTopic } from './by-topic'
import { errorNameOf } from './error-names'
import type { Exchange } from './exchange'
import { exchangeFetch } from './fetch'
import { exchangeEpochEnds } from './offset-for-leader-epoch'
import { exchangeProduce } from './produce'
import { reading } from './reading'

type Of<Name extends LogRequest['type']> = Exchange<Extract<LogRequest, { readonly type: Name }>>

const READ_UNCOMMITTED = 0
const NO_TRANSACTION_MS = 60_000

const listOffsets: Of<'ListOffsets'> = (connection, { replicaId, partitions }, settle) => {
  const topics = byTopic(partitions, ({ partition: partitionIndex, currentLeaderEpoch, timestamp }) => {
    return { partitionIndex, currentLeaderEpoch, timestamp: BigInt(Math.trunc(timestamp)) }
  })
  listOffsetsV7.api(
    connection,
    replicaId,
    READ_UNCOMMITTED,
    topics,
    reading(settle, (answer) => ({
      response: {
        partitions: answer.topics.flatMap(({ name, partitions: found }) =>
          found.map(({ partitionIndex, errorCode, timestamp, offset, leaderEpoch }) => {
            const error = errorNameOf(errorCode)
            return { topic: name, partition: partitionIndex, error, timestamp: Number(timestamp), offset: Number(offset), leaderEpoch } // prettier-ignore
          }),
        ),
      },
    })),
  )
}

const deleteRecords: Of<'DeleteRecords'> = (connection, { timeoutMs, partitions }, settle) => {
  const topics = byTopic(partitions, ({ partition: partitionIndex, offset }) => {
    return { partitionIndex, offset: BigInt(offset) }
  })
  deleteRecordsV2.api(
    connection,
    topics,
    Math.trunc(timeoutMs),
    reading(settle, (answer) => ({
      response: {
        partitions: answer.topics.flatMap(({ name, partitions: found }) =>
          found.map(({ partitionIndex, errorCode, lowWatermark }) => {
            const error = errorNameOf(errorCode)
            return { topic: name, partition: partitionIndex, error, lowWatermark: Number(lowWatermark) }
          }),
        ),
      },
    })),
  )
}

const initProducerId: Of<'InitProducerId'> = (connection, _request, settle) => {
  initProducerIdV4.api(
    connection,
    null,
    NO_TRANSACTION_MS,
    -1n,
    -1,
    reading(settle, ({ errorCode, producerId, producerEpoch }) => ({
      response: { error: errorNameOf(errorCode), producerId: Number(producerId), producerEpoch },
    })),
  )
}

export const RECORDS_EXCHANGES = {
  Produce: exchangeProduce,
  Fetch: exchangeFetch,
  ListOffsets: listOffsets,
  OffsetForLeaderEpoch: exchangeEpochEnds,
  DeleteRecords: deleteRecords,
  InitProducerId: initProducerId,
}
