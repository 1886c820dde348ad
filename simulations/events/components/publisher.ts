/**
 * How a service tells the world what happened: an outbox on its own disk, written with the change it tells of, and sent from there
 * until the log has acknowledged it. A process that died sends again what it does not know the fate of, so an event may be in the
 * log twice, under the same id; it is never missing, and an aggregate's events are never out of order.
 */
import { backoffMs } from '~/blocks/backoff'
import { AvroSerializer, createLogClients, createRegistryClient, utf8Bytes } from '~/infra/log/client'
import type { LogProducer } from '~/infra/log/port'
import type { Context } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import { RUN_EPOCH_MS } from '~/kernel/time'
import { eventId, FIRST_SCHEMAS, headersOf } from '../events'
import type { AppendFact, PoisonFact, WrittenFact } from '../facts'
import type { Parameters } from '../parameters'
import { subjectOf, type EventTopic } from '../topics'
import { provision } from './provision'
import { REQUEST_TIMEOUT_MS } from './request-timeout'

/** Where the process can be made to die. */
export const PUBLISHER_STEPS = ['before-send', 'after-send', 'before-forget'] as const

const BACKOFF = { firstMs: 50, factor: 2, maxMs: 1_000, jitter: 1 }
const REGISTRY_TIMEOUT_MS = 1_000
/**
 * After so long without an acknowledgement a send has failed, and is tried anew under another number, so that it may be stored twice:
 * Kafka's default, longer than any outage that is to be survived without that.
 */
const DELIVERY_TIMEOUT_MS = 120_000

/** Events of one aggregate that are under way at once, when the ones before them were acknowledged. */
const WINDOW_MAX = 100

/** What is to be told. */
export interface Publication {
  readonly aggregate: string
  /** Of the aggregate after the change. */
  readonly version: number
  readonly type: string
  /** Null for an aggregate that is gone: a tombstone. */
  readonly value: unknown
  /** The request that led to it; 0 for none. */
  readonly request: number
}

/** A publication that waits for its acknowledgement. */
interface Waiting extends Publication {
  readonly timeMs: number
  /** The same in milliseconds of the run. */
  readonly sinceMs: number
}

/** One service's way to its topic. */
export class Publisher {
  private readonly context: Context<'kafka'>
  private readonly topic: EventTopic
  private readonly producer: LogProducer
  private readonly serializer: AvroSerializer
  /** On the disk, in the order in which things happened. */
  private readonly outbox: Map<string, Waiting>
  /** What is to be sent, by aggregate, in its order. */
  private readonly queues = new Map<string, Waiting[]>()
  private readonly shape: (value: unknown, schema: string) => unknown
  private schema: string
  private provisioned: Promise<void> = Promise.resolve()
  /** So many of the next events are to be written as bytes that nobody reads. */
  private poisonLeft = 0

  /** @param shape what a value looks like by a schema */
  constructor(
    context: Context<'kafka'>,
    topic: EventTopic,
    { parameters, without }: Setup<Parameters, unknown>,
    shape: (value: unknown, schema: string) => unknown = (value) => value,
  ) {
    this.shape = shape
    this.context = context
    this.topic = topic
    this.schema = FIRST_SCHEMAS[topic]
    this.outbox = without('no-outbox') ? new Map() : context.disk('outbox', () => new Map<string, Waiting>())
    this.producer = createLogClients(context, 'kafka', { requestTimeoutMs: REQUEST_TIMEOUT_MS }).producer({
      acks: without('acks-leader') ? 1 : -1,
      isIdempotent: !without('acks-leader') && !without('no-idempotence'),
      lingerMs: parameters.lingerMs,
      deliveryTimeoutMs: Math.max(DELIVERY_TIMEOUT_MS, parameters.lingerMs + REQUEST_TIMEOUT_MS),
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      partitioner: without('keyed-partitions') ? 'round-robin' : 'key',
    })
    this.serializer = new AvroSerializer(createRegistryClient(context, 'kafka', { timeoutMs: REGISTRY_TIMEOUT_MS }))
  }

  /** How many events wait for their acknowledgement. */
  get waiting(): number {
    return this.outbox.size
  }

  /** Makes sure that the topics are there, and sends what the process before this one left. */
  async start(isRegistryStrict: boolean): Promise<void> {
    // Before anything new, or what happened first would be told last.
    for (const waiting of this.outbox.values()) this.enqueue(waiting)
    this.provisioned = provision(this.context, isRegistryStrict)
    await this.provisioned
  }

  /** Writes an event down, as part of the change that it tells of; it is sent from there. */
  publish(publication: Publication): void {
    const timeMs = Math.floor(RUN_EPOCH_MS + this.context.clock.nowMs())
    const waiting = { ...publication, timeMs, sinceMs: this.context.clock.monotonicMs() }
    const event = eventId(waiting.aggregate, waiting.version)
    this.outbox.set(event, waiting)
    const fact: WrittenFact = { event }
    this.context.emit('written', fact, { request: waiting.request })
    this.enqueue(waiting)
  }

  /**
   * Goes over to another schema, if the registry takes it; not before it has the first one.
   * @throws {StoreError} if it is refused, or nobody answers
   */
  async deploy(schema: string): Promise<void> {
    await this.provisioned
    await this.serializer.prepare(subjectOf(this.topic), schema)
    this.schema = schema
  }

  /** Spoils the next events. */
  poison(count: number): void {
    this.poisonLeft += count
  }

  private enqueue(waiting: Waiting): void {
    const queue = this.queues.get(waiting.aggregate)
    if (queue !== undefined) {
      queue.push(waiting)
      return
    }
    const own = [waiting]
    this.queues.set(waiting.aggregate, own)
    void this.drain(waiting.aggregate, own)
  }

  private async drain(aggregate: string, queue: Waiting[]): Promise<void> {
    let windowMax = 1
    for (let attempt = 1; queue.length > 0;) {
      const wanted = Math.min(windowMax, queue.length)
      const done = await this.sendInOrder(queue.slice(0, wanted))
      queue.splice(0, done)
      if (done === wanted) {
        attempt = 1
        windowMax = WINDOW_MAX
      } else {
        windowMax = 1
        await this.context.clock.sleep(backoffMs(BACKOFF, attempt++, this.context.rng))
      }
    }
    this.queues.delete(aggregate)
  }

  /**
   * Sends events of an aggregate one behind the other, without waiting for each: the producer numbers them, and what it sends again takes
   * its place. How many of them, from the first on, are acknowledged.
   */
  private async sendInOrder(events: readonly Waiting[]): Promise<number> {
    const sendings: Promise<boolean>[] = []
    try {
      // All at once: bytes take a few promises each, and the order is that of the sends.
      const values = await Promise.all(events.map((waiting) => this.bytesOf(waiting)))
      for (const [index, waiting] of events.entries()) {
        const death = this.context.step('before-send')
        if (death !== undefined) await death
        sendings.push(this.send(waiting, values[index] ?? null))
      }
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
    }
    const areDone = await Promise.all(sendings)
    const firstOpen = areDone.indexOf(false)
    return firstOpen < 0 ? areDone.length : firstOpen
  }

  /** True once it is acknowledged. */
  private async send(waiting: Waiting, value: Uint8Array | null): Promise<boolean> {
    const { context, topic } = this
    const { aggregate, version, type, request, timeMs, sinceMs } = waiting
    const id = eventId(aggregate, version)
    try {
      const sending = this.producer.send({
        topic,
        key: utf8Bytes(aggregate),
        value,
        headers: headersOf({ id, type, source: `/${context.self}`, version, request }),
        timestampMs: timeMs,
      })
      await context.step('after-send')
      const stored = await sending
      const fact: AppendFact = {
        topic,
        partition: stored.partition,
        offset: stored.offset,
        key: aggregate,
        event: id,
        version,
        producer: stored.producerId,
        sequence: stored.sequence,
        sinceMs,
      }
      context.emit('append', fact, { request })
      await context.step('before-forget')
      this.outbox.delete(id)
      return true
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      return false
    }
  }

  private async bytesOf({ aggregate, version, value, request }: Waiting): Promise<Uint8Array | null> {
    if (value !== null && this.poisonLeft > 0) {
      this.poisonLeft--
      const fact: PoisonFact = { event: eventId(aggregate, version) }
      this.context.emit('poison', fact, { request })
      return POISON
    }
    const { schema } = this
    const shaped = value === null ? null : this.shape(value, schema)
    return this.serializer.serialize(subjectOf(this.topic), schema, shaped)
  }
}

/** Bytes that begin with no schema's frame. */
const POISON = Uint8Array.of(0xff, 0x70, 0x6f, 0x69, 0x73, 0x6f, 0x6e)
