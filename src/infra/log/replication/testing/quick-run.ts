/** One topic on three brokers that are quick to notice, and what clients do to it. */
import { RUN_EPOCH_MS } from '~/kernel/time'
import { batchOf } from '../../storage/testing/batch-of'
import { fetchFrom, produce, valuesOf } from '../../testing/ask'
import type { Doing } from '../../testing/log-run'

export const ONE_TOPIC = [{ name: 't', assignments: [[0, 1, 2]] }]
/** The same, with two replicas that have to have what is acknowledged by all. */
export const MIN_2 = [{ ...ONE_TOPIC[0]!, configs: { 'min.insync.replicas': '2' } }]
/** Quick enough for short runs. */
export const QUICK = { replicaLagTimeMaxMs: 1_000, replicaFetchBackoffMs: 100, replicaSocketTimeoutMs: 700 }

/** A batch of one record. */
export function record(value: string): Uint8Array {
  return batchOf([['k', value, RUN_EPOCH_MS]])
}

export function send(nodeId: number, value: string, acks: 1 | -1 = -1, timeoutMs = 30_000): Doing[1] {
  return (client) => produce(client, nodeId, record(value), { acks, timeoutMs })
}

export function valuesFrom(nodeId: number, offset: number): Doing[1] {
  return async (client) => valuesOf(await fetchFrom(client, nodeId, offset))
}
