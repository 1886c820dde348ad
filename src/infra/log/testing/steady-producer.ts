/**
 * An idempotent producer for tests of brokers: one batch in flight, which it sends until somebody has taken it. It is far less than
 * the client of this folder, and knows the leader by asking.
 */
import { isCallError } from '~/kernel/call-error'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { InitProducerIdRequest } from '../protocol/records-api'
import type { MetadataRequest } from '../protocol/cluster-api'
import { batchOf } from '../storage/testing/batch-of'
import { produce } from './ask'
import type { Client } from './log-run'

interface Acknowledged {
  readonly value: string
  readonly offset: number
  readonly atMs: number
}

/** Sends `name-0`, `name-1` and so on until an instant; gives what was acknowledged. */
export async function produceSteadily(
  client: Client,
  { name, brokers, untilMs, everyMs }: { name: string; brokers: number; untilMs: number; everyMs: number },
): Promise<Acknowledged[]> {
  const { clock, rng } = client.context
  const acknowledged: Acknowledged[] = []
  let leaderId = 0
  const attempt = async <Result>(work: () => Promise<Result | null>): Promise<Result | null> => {
    for (;;) {
      try {
        const result = await work()
        if (result !== null) return result
      } catch (error) {
        if (!isCallError(error)) throw error
      }
      if (clock.monotonicMs() >= untilMs) return null
      await clock.sleep(20)
      leaderId = await leaderOf(client, rng.int(brokers), leaderId)
    }
  }
  const init = await attempt(() => client.ask<InitProducerIdRequest>(leaderId, { type: 'InitProducerId' }, 200))
  for (let sequence = 0; init !== null && clock.monotonicMs() < untilMs; sequence += 1) {
    const value = `${name}-${sequence}`
    const { producerId, producerEpoch } = init
    const timestampMs = RUN_EPOCH_MS + Math.floor(clock.nowMs())
    const batch = batchOf([[name, value, timestampMs]], { producerId, producerEpoch, baseSequence: sequence })
    const answer = await attempt(async () => {
      const each = await produce(client, leaderId, batch, { timeoutMs: 1_000 })
      return each.error === 'NONE' ? each : null
    })
    if (answer === null) break
    acknowledged.push({ value, offset: answer.baseOffset, atMs: clock.monotonicMs() })
    await clock.sleep(everyMs)
  }
  return acknowledged
}

async function leaderOf(client: Client, nodeId: number, before: number): Promise<number> {
  try {
    const { topics } = await client.ask<MetadataRequest>(nodeId, { type: 'Metadata', topics: ['t'] }, 200)
    const leaderId = topics[0]?.partitions[0]?.leaderId ?? -1
    return leaderId < 0 ? before : leaderId
  } catch (error) {
    if (isCallError(error)) return before
    throw error
  }
}
