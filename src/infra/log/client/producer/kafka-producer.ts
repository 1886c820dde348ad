/** The producer of the port (`KafkaProducer` in apache/kafka): takes records, and says what became of each. */
import type { Context } from '~/kernel/component'
import type { LogProducer, ProducerOptions, ProducerRecord, RecordMetadata } from '../../port/producer'
import { type ErrorName, LogError } from '../../protocol/error-code'
import type { Connections } from '../connections'
import type { MetadataCache, MetadataReader } from '../metadata-cache'
import { Alarm } from '../alarm'
import { Partitioner } from './partitioner'
import { RecordAccumulator, recordSizeMax } from './record-accumulator'
import { Sender } from './sender'
import { type ProducerSettings, producerSettings } from './settings'
import { wallTimeMs } from '../../protocol/wall-time'

/** A record that has found no place yet. */
interface Blocked {
  readonly record: ProducerRecord
  readonly untilMs: number
  readonly resolve: (metadata: RecordMetadata) => void
  readonly reject: (error: LogError) => void
  /** Settles with the record's outcome, and never rejects. */
  readonly outcome: Promise<unknown>
}

/** Why a record has no place, or that it has one. */
type Placing = 'placed' | 'no-metadata' | 'no-memory'

export class KafkaProducer implements LogProducer, MetadataReader {
  readonly topics = new Set<string>()
  private readonly clock: Context['clock']
  private readonly metadata: MetadataCache
  private readonly settings: ProducerSettings
  private readonly partitioner: Partitioner
  private readonly accumulator: RecordAccumulator
  private readonly sender: Sender
  private readonly alarm: Alarm
  /** In the order in which they came. No later record of the same topic goes before them. */
  private blocked: Blocked[] = []
  private flushing = 0
  private isMemoryShort = false
  private isClosed = false

  constructor(
    context: Pick<Context, 'clock' | 'rng'>,
    connections: Connections,
    metadata: MetadataCache,
    name: string,
    options: ProducerOptions,
  ) {
    const rng = context.rng.fork(`log-producer:${name}`)
    this.clock = context.clock
    this.metadata = metadata
    this.settings = producerSettings(options)
    this.partitioner = new Partitioner(
      this.settings.partitioner,
      metadata,
      rng.fork('partitioner'),
      this.settings.batchSize,
    )
    this.alarm = new Alarm(context.clock, () => this.unblock())
    this.accumulator = new RecordAccumulator(this.settings, () => this.alarmBlocked())
    this.sender = new Sender(context, rng.fork('sender'), connections, metadata, this.accumulator, this.settings)
    metadata.addReader(this)
  }

  send(record: ProducerRecord): Promise<RecordMetadata> {
    return new Promise((resolve, reject) => {
      const refusal = this.refusalOf(record)
      this.topics.add(record.topic)
      if (refusal !== undefined) reject(refusal)
      else if (this.blocked.length > 0 || this.place(record, resolve, reject) !== 'placed') {
        this.block(record, resolve, reject)
      }
    })
  }

  async flush(): Promise<void> {
    this.flushing += 1
    this.hurry()
    const outcomes: Promise<unknown>[] = this.blocked.map(({ outcome }) => outcome)
    for (const batch of this.accumulator.batches) outcomes.push(new Promise<void>((resolve) => batch.onDone(resolve)))
    await Promise.all(outcomes)
    this.flushing -= 1
    this.hurry()
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    await this.flush()
    this.sender.close()
    this.metadata.removeReader(this)
  }

  onMetadata(): void {
    this.alarmBlocked()
    this.sender.wake()
  }

  /** What ends a record at once. */
  private refusalOf(record: ProducerRecord): LogError | undefined {
    if (this.isClosed) return new LogError('INVALID_REQUEST', 'the producer is closed')
    const { timestampMs = 0 } = record
    if (!Number.isSafeInteger(timestampMs) || timestampMs < 0) {
      return new LogError(
        'INVALID_TIMESTAMP',
        `a timestamp is a whole number of milliseconds from 0 on, not ${timestampMs}`,
      )
    }
    const { requestSizeMax, bufferMemory } = this.settings
    const size = recordSizeMax(record)
    if (size <= requestSizeMax && size <= bufferMemory) return undefined
    const limit = size > requestSizeMax ? `${requestSizeMax} bytes of a request` : `${bufferMemory} bytes of memory`
    return new LogError('MESSAGE_TOO_LARGE', `the record takes up to ${size} bytes, more than the ${limit}`)
  }

  private place(
    record: ProducerRecord,
    resolve: (metadata: RecordMetadata) => void,
    reject: (error: LogError) => void,
  ): Placing {
    const { topic, key } = record
    const count = this.metadata.partitionCount(topic)
    if (count === undefined || count === 0 || (record.partition !== undefined && record.partition >= count)) {
      return 'no-metadata'
    }
    const { clock, partitioner } = this
    const partition = record.partition ?? partitioner.partitionOf(topic, key, count)
    const nowMs = clock.monotonicMs()
    const timestampMs = record.timestampMs ?? wallTimeMs(clock)
    const appended = this.accumulator.append(record, partition, nowMs, timestampMs, resolve, reject)
    if (appended === 'no-memory') return appended
    if (record.partition === undefined && key === null) {
      partitioner.appended(topic, recordSizeMax(record), count, appended === 'filled-batch')
    }
    if (appended === 'filled-batch') this.sender.wake()
    else if (appended === 'began-batch') this.sender.wakeAt(nowMs + this.lingerMs())
    return 'placed'
  }

  /** Keeps a record for up to `max.block.ms`, until there is metadata and memory. */
  private block(
    record: ProducerRecord,
    resolveOutcome: (metadata: RecordMetadata) => void,
    rejectOutcome: (error: LogError) => void,
  ): void {
    let settle: () => void
    const outcome = new Promise<void>((resolve) => {
      settle = resolve
    })
    const resolve = (metadata: RecordMetadata): void => {
      resolveOutcome(metadata)
      settle()
    }
    const reject = (error: LogError): void => {
      rejectOutcome(error)
      settle()
    }
    const untilMs = this.clock.monotonicMs() + this.settings.blockMaxMs
    this.blocked.push({ record, untilMs, resolve, reject, outcome })
    this.unblock()
  }

  /** Finds a place for what had none: of each topic in order, and of all where memory is short. */
  private unblock(): void {
    if (this.blocked.length === 0) return
    const nowMs = this.clock.monotonicMs()
    const left: Blocked[] = []
    const withoutMetadata = new Set<string>()
    this.isMemoryShort = false
    for (const blocked of this.blocked) {
      const { record, resolve, reject, untilMs } = blocked
      const { topic } = record
      let placing: Placing = this.isMemoryShort ? 'no-memory' : 'no-metadata'
      if (!this.isMemoryShort && !withoutMetadata.has(topic)) placing = this.place(record, resolve, reject)
      if (placing === 'placed') continue
      const refusal = this.refusalOfBlocked(topic, placing, untilMs <= nowMs)
      if (refusal !== undefined) {
        reject(refusal)
        continue
      }
      left.push(blocked)
      if (placing === 'no-memory') this.isMemoryShort = true
      else withoutMetadata.add(topic)
    }
    this.blocked = left
    if (withoutMetadata.size > 0) this.metadata.requestUpdate()
    this.hurry()
    if (left.length > 0) this.alarm.set(left[0]!.untilMs)
  }

  private refusalOfBlocked(topic: string, placing: Placing, isOver: boolean): LogError | undefined {
    const said = this.metadata.errorOf(topic)
    if (placing === 'no-metadata' && said === 'INVALID_TOPIC_EXCEPTION') {
      return new LogError(said, `${topic} is no name of a topic`)
    }
    if (!isOver) return undefined
    const { blockMaxMs } = this.settings
    const code: ErrorName = 'REQUEST_TIMED_OUT'
    return placing === 'no-memory'
      ? new LogError(code, `the memory of the producer was full for ${blockMaxMs} ms`)
      : new LogError(
          code,
          `${topic}, or the partition asked for, was not in the metadata for ${blockMaxMs} ms (${said})`,
        )
  }

  private alarmBlocked(): void {
    if (this.blocked.length > 0) this.alarm.set(this.clock.monotonicMs())
  }

  private lingerMs(): number {
    return this.sender.isHurried ? 0 : this.settings.lingerMs
  }

  /** Nothing lingers while somebody waits for all of it, or for its memory. */
  private hurry(): void {
    const isHurried = this.flushing > 0 || this.isMemoryShort
    if (isHurried && !this.sender.isHurried) this.sender.wake()
    this.sender.isHurried = isHurried
  }
}
