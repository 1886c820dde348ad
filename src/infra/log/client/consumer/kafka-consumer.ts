/** The consumer of the port (`KafkaConsumer` in apache/kafka). */
import { assert } from '~/kernel/assert'
import type { Context } from '~/kernel/component'
import type { Commit, CommitOutcome, ConsumerEvent, ConsumerOptions, ConsumerRecord, LogConsumer, RebalanceListener } from '../../port/consumer' // prettier-ignore
import { LogError } from '../../protocol/error-code'
import type { CommittedOffset } from '../../protocol/group-api'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'
import { Alarm } from '../alarm'
import type { Connections } from '../connections'
import type { MetadataCache, MetadataReader } from '../metadata-cache'
import { Signal } from '../signal'
import { Commits } from './commits'
import { fetchCommitted } from './committed'
import { Fetcher } from './fetcher'
import { GroupCoordinator } from './group-coordinator'
import { Membership } from './membership'
import { OwnedPartitions } from './owned-partitions'
import { type PositionReader, Positions } from './positions'
import { type ConsumerSettings, consumerSettings } from './settings'

export class KafkaConsumer implements LogConsumer, MetadataReader, PositionReader {
  readonly topics = new Set<string>()
  private readonly clock: Context['clock']
  private readonly metadata: MetadataCache
  private readonly settings: ConsumerSettings
  private readonly coordinator: GroupCoordinator | null
  private readonly partitions: OwnedPartitions
  private readonly membership: Membership | null
  private readonly commits: Commits | null
  private readonly positions: Positions
  private readonly fetcher: Fetcher
  private readonly signal: Signal
  private readonly alarm: Alarm
  private readonly listeners: ((event: ConsumerEvent) => void)[] = []
  private error: LogError | null = null
  private mode: 'none' | 'subscribed' | 'assigned' = 'none'
  private isPolling = false
  private isClosed = false

  constructor(
    context: Pick<Context, 'clock' | 'rng'>,
    connections: Connections,
    metadata: MetadataCache,
    name: string,
    options: ConsumerOptions,
  ) {
    const { clock } = context
    const rng = context.rng.fork(`log-consumer:${name}`)
    const settings = consumerSettings(options)
    const { groupId } = settings
    this.clock = clock
    this.metadata = metadata
    this.settings = settings
    this.signal = new Signal(clock)
    this.alarm = new Alarm(clock, () => this.onNews())
    this.partitions = new OwnedPartitions((event) => this.onEvent(event))
    const { partitions } = this
    this.coordinator =
      groupId === null
        ? null
        : new GroupCoordinator(clock, rng.fork('coordinator'), connections, metadata, { ...settings, groupId })
    const { coordinator } = this
    this.membership =
      coordinator === null
        ? null
        : new Membership(clock, coordinator, metadata, partitions, settings, this, this.topics)
    this.commits =
      coordinator === null
        ? null
        : new Commits(clock, rng.fork('commits'), coordinator, partitions, settings, this.membership!)
    if (this.membership !== null) this.membership.handover.commits = this.commits!
    this.positions = new Positions(clock, rng.fork('positions'), connections, metadata, coordinator, partitions, settings, this) // prettier-ignore
    this.fetcher = new Fetcher(clock, connections, metadata, partitions, this.positions, settings, this)
    metadata.addReader(this)
  }

  get memberId(): string {
    return this.membership?.memberId ?? ''
  }

  get generation(): number {
    return this.membership?.generation ?? -1
  }

  subscribe(topics: readonly string[], listener: RebalanceListener = {}): void {
    assert(this.membership !== null, 'a consumer without a group cannot subscribe: assign partitions to it')
    assert(this.mode !== 'assigned', 'a consumer that assigned partitions to itself cannot subscribe')
    this.mode = 'subscribed'
    for (const topic of topics) this.topics.add(topic)
    this.metadata.requestUpdate()
    this.membership.subscribe(topics, listener)
  }

  assign(partitions: readonly TopicPartition[]): void {
    assert(this.mode !== 'subscribed', 'a consumer that subscribed cannot assign partitions to itself')
    this.mode = 'assigned'
    const names = new Set(partitions.map(partitionName))
    for (const each of this.partitions.list) if (!names.has(partitionName(each))) this.partitions.remove(each)
    for (const each of partitions) {
      this.topics.add(each.topic)
      if (this.partitions.get(each) === undefined)
        this.partitions.add(each, -1, this.coordinator === null ? 'reset' : 'unknown')
    }
    this.metadata.requestUpdate()
  }

  assignment(): readonly TopicPartition[] {
    return Array.from(this.partitions.all)
      .filter(({ isRevoking }) => !isRevoking)
      .map(({ topic, partition }) => ({ topic, partition }))
  }

  async poll(maxWaitMs: number): Promise<readonly ConsumerRecord[]> {
    assert(!this.isPolling, 'a consumer is polled by one at a time')
    this.isPolling = true
    try {
      return await this.pollUntil(this.clock.monotonicMs() + maxWaitMs)
    } finally {
      this.isPolling = false
      if (this.mode === 'subscribed') this.membership!.pollTimer.touch(false)
    }
  }

  async commit(commits: readonly Commit[] = this.read()): Promise<readonly CommitOutcome[]> {
    if (this.commits === null) throw new LogError('INVALID_GROUP_ID', 'a consumer without a group commits nothing')
    return this.commits.commit(commits)
  }

  async committed(partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]> {
    const { coordinator, settings, clock } = this
    if (coordinator === null) throw new LogError('INVALID_GROUP_ID', 'a consumer without a group has committed nothing')
    return fetchCommitted(clock, coordinator, settings, partitions)
  }

  position(partition: TopicPartition): number | null {
    const owned = this.partitions.get(partition)
    return owned === undefined || owned.offset < 0 || owned.phase === 'reset' ? null : owned.offset
  }

  seek(partition: TopicPartition, offset: number): void {
    const owned = this.partitions.get(partition)
    assert(owned !== undefined, `${partitionName(partition)} is not assigned to this consumer`)
    this.partitions.discard(owned)
    owned.moveTo(offset, -1, 'ready')
    // Whoever goes back means to commit what lies before, too.
    owned.committed = owned.claimed = -1
    this.onNews()
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.setPaused(partitions, true)
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.setPaused(partitions, false)
    this.onNews()
  }

  onEvent(event: ConsumerEvent): void
  onEvent(listener: (event: ConsumerEvent) => void): void
  onEvent(given: ConsumerEvent | ((event: ConsumerEvent) => void)): void {
    if (typeof given === 'function') this.listeners.push(given)
    else for (const listener of this.listeners) listener(given)
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    this.signal.notify()
    if (this.mode === 'subscribed') await this.membership!.close()
    else await this.commits?.idle()
    for (const each of this.partitions.list) this.partitions.remove(each)
    this.metadata.removeReader(this)
  }

  onMetadata(): void {
    this.onNews()
  }

  onError(error: LogError): void {
    this.error ??= error
    this.signal.notify()
  }

  onNews(): void {
    this.signal.notify()
    // Whatever was asked is asked again now, and not only when somebody polls: records are fetched while others are handled.
    this.work()
  }

  wakeAt(atMs: number): void {
    this.alarm.set(atMs)
  }

  private async pollUntil(untilMs: number): Promise<readonly ConsumerRecord[]> {
    for (;;) {
      this.signal.clear()
      if (this.mode === 'subscribed' && !this.isClosed) {
        this.membership!.pollTimer.touch(true)
        const acting = this.membership!.advance()
        if (acting !== undefined) {
          await acting
          continue
        }
      }
      this.work()
      this.throwError()
      const records = this.isClosed ? [] : this.fetcher.take(this.settings.pollRecordsMax)
      if (records.length > 0) {
        this.work()
        return records
      }
      this.throwError()
      if (this.isClosed || this.clock.monotonicMs() >= untilMs) return records
      await this.signal.wait(untilMs)
    }
  }

  private throwError(): void {
    const { error } = this
    this.error = null
    if (error !== null) throw error
  }

  private work(): void {
    if (this.isClosed) return
    this.positions.advance()
    this.fetcher.advance()
  }

  /** What was read and is not committed. */
  private read(): Commit[] {
    const commits: Commit[] = []
    for (const { topic, partition, offset, epoch, generation, committed, phase } of this.partitions.all) {
      if (phase === 'reset' || offset < 0 || offset <= committed) continue
      commits.push({ topic, partition, offset, leaderEpoch: epoch, generation })
    }
    return commits
  }

  private setPaused(partitions: readonly TopicPartition[], isPaused: boolean): void {
    for (const each of partitions) {
      const owned = this.partitions.get(each)
      if (owned !== undefined) owned.isPaused = isPaused
    }
  }
}
