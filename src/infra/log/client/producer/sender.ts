/**
 * Decides when which batch goes to which broker: `Sender` in apache/kafka. It acts when something has changed, or when the next
 * time that matters has come, and looks at all queues each time.
 */
import type { Context } from '~/kernel/component'
import type { Rng } from '~/kernel/random'
import type { ProduceRequest } from '../../protocol/records-api'
import { Alarm } from '../alarm'
import type { Connections } from '../connections'
import type { MetadataCache } from '../metadata-cache'
import type { PartitionQueue } from './partition-queue'
import type { ProducerBatch } from './producer-batch'
import { ProducerIdentity } from './producer-identity'
import { ProduceOutcomes } from './produce-outcomes'
import type { RecordAccumulator } from './record-accumulator'
import type { ProducerSettings } from './settings'

export class Sender {
  /** Nothing lingers: somebody flushes, or waits for memory. */
  isHurried = false
  private readonly clock: Context['clock']
  private readonly connections: Connections
  private readonly metadata: MetadataCache
  private readonly accumulator: RecordAccumulator
  private readonly settings: ProducerSettings
  private readonly identity: ProducerIdentity
  private readonly outcomes: ProduceOutcomes
  private readonly alarm: Alarm
  /** Requests under way to each broker. */
  private readonly inFlight = new Map<number, number>()
  /** With which queue a request begins; each has its turn, since a request may not have room for all. */
  private turn = 0

  constructor(
    context: Pick<Context, 'clock'>,
    rng: Rng,
    connections: Connections,
    metadata: MetadataCache,
    accumulator: RecordAccumulator,
    settings: ProducerSettings,
  ) {
    this.clock = context.clock
    this.connections = connections
    this.metadata = metadata
    this.accumulator = accumulator
    this.settings = settings
    this.alarm = new Alarm(context.clock, () => this.advance())
    this.identity = new ProducerIdentity(context, rng, connections, metadata, settings, () => this.advance())
    this.outcomes = new ProduceOutcomes(context.clock, rng, metadata, settings)
  }

  /** Looks at the queues within this instant, after whatever else goes on in it. */
  wake(): void {
    this.alarm.set(this.clock.monotonicMs())
  }

  /** Looks at the queues at a time on the monotonic clock. */
  wakeAt(atMs: number): void {
    this.alarm.set(atMs)
  }

  close(): void {
    this.identity.close()
  }

  private advance(): void {
    const nowMs = this.clock.monotonicMs()
    this.expire(nowMs)
    if (this.accumulator.batches.size === 0) return
    if (this.settings.isIdempotent) {
      this.identity.ensure()
      this.startEpochs()
    }
    if (!this.settings.isIdempotent || this.identity.isKnown) while (this.sendRound(nowMs)) continue
    this.setAlarm(nowMs)
  }

  /** Ends what has had its time, the oldest first. */
  private expire(nowMs: number): void {
    const { deliveryTimeoutMs } = this.settings
    for (const batch of this.accumulator.batches) {
      if (batch.createdMs + deliveryTimeoutMs > nowMs) break
      this.outcomes.expire(this.queueOf(batch), batch)
    }
  }

  /** Gives a new epoch to the partitions that need one, and to no other. */
  private startEpochs(): void {
    const { identity } = this
    for (const queue of this.accumulator.queues) {
      if (!queue.mayStartOver || !identity.isKnown) continue
      if (queue.isOfEpoch(identity.producerId, identity.epoch)) identity.bump()
      if (identity.isKnown) queue.startOver(identity.producerId, identity.epoch)
    }
  }

  /** Sends one request to each broker that has something ready; true if there was any. */
  private sendRound(nowMs: number): boolean {
    const ready = new Set<number>()
    const { queues } = this.accumulator
    for (const queue of queues) {
      const batch = this.nextOf(queue)
      if (batch === undefined || this.readyAtMs(queue, batch) > nowMs) continue
      const leader = this.metadata.leaderOf(queue.topic, queue.partition)
      if (leader === undefined) this.metadata.requestUpdate()
      else if ((this.inFlight.get(leader.leaderId) ?? 0) < this.settings.inFlightMax) ready.add(leader.leaderId)
    }
    for (const nodeId of ready) this.send(nodeId, this.drain(nodeId, nowMs))
    return ready.size > 0 && this.accumulator.batches.size > 0
  }

  /** One batch of each partition that the broker leads; what still lingers goes along, as in `drainBatchesForOneNode`. */
  private drain(nodeId: number, nowMs: number): ProducerBatch[] {
    const { queues } = this.accumulator
    const batches: ProducerBatch[] = []
    let size = 0
    this.turn += 1
    for (let index = 0; index < queues.length; index += 1) {
      const queue = queues[(this.turn + index) % queues.length]!
      if (this.metadata.leaderOf(queue.topic, queue.partition)?.leaderId !== nodeId) continue
      const batch = this.nextOf(queue)
      if (batch === undefined || batch.retryAtMs > nowMs) continue
      if (size > 0 && size + batch.size > this.settings.requestSizeMax) continue
      size += batch.size
      if (this.settings.isIdempotent && !batch.hasSequence) {
        queue.number(batch, this.identity.producerId, this.identity.epoch)
      }
      queue.take(batch)
      batches.push(batch)
    }
    return batches
  }

  private send(nodeId: number, batches: readonly ProducerBatch[]): void {
    const { acks, requestTimeoutMs } = this.settings
    const partitions: ProduceRequest['partitions'] = batches.map((batch) => {
      const { topic, partition } = batch
      return { topic, partition, records: batch.build() }
    })
    const request: ProduceRequest = { type: 'Produce', request: 0, acks, timeoutMs: requestTimeoutMs, partitions }
    if (acks !== 0) {
      void this.exchange(nodeId, request, batches)
      return
    }
    void this.connections.ask(nodeId, request, requestTimeoutMs)
    for (const batch of batches) this.outcomes.settleUnasked(this.queueOf(batch), batch)
  }

  private async exchange(nodeId: number, request: ProduceRequest, batches: readonly ProducerBatch[]): Promise<void> {
    this.inFlight.set(nodeId, (this.inFlight.get(nodeId) ?? 0) + 1)
    const answer = await this.connections.ask(nodeId, request, this.settings.requestTimeoutMs)
    this.inFlight.set(nodeId, this.inFlight.get(nodeId)! - 1)
    for (const batch of batches) this.outcomes.settle(this.queueOf(batch), batch, answer)
    this.advance()
  }

  private nextOf(queue: PartitionQueue): ProducerBatch | undefined {
    const { isIdempotent, inFlightMax } = this.settings
    if (!isIdempotent) return queue.nextPlain(inFlightMax === 1)
    return queue.nextNumbered(this.identity.producerId, this.identity.epoch, inFlightMax)
  }

  private readyAtMs(queue: PartitionQueue, batch: ProducerBatch): number {
    if (batch.retryAtMs > 0) return batch.retryAtMs
    return batch.isClosed || this.isHurried || queue.waiting.length > 1 ? 0 : batch.createdMs + this.settings.lingerMs
  }

  private setAlarm(nowMs: number): void {
    let nextMs = Infinity
    for (const queue of this.accumulator.queues) {
      const batch = this.nextOf(queue)
      // What is ready and was not sent waits for an answer or for metadata, and not for a time.
      const atMs = batch === undefined ? 0 : this.readyAtMs(queue, batch)
      if (atMs > nowMs && atMs < nextMs) nextMs = atMs
    }
    for (const { createdMs } of this.accumulator.batches) {
      nextMs = Math.min(nextMs, createdMs + this.settings.deliveryTimeoutMs)
      break
    }
    if (nextMs < Infinity) this.alarm.set(nextMs)
  }

  private queueOf(batch: ProducerBatch): PartitionQueue {
    return this.accumulator.queueOf(batch.topic, batch.partition)
  }
}
