/**
 * States what only a broker knows, as the modelled brokers state it: who leads a partition and who is in sync, what retention has
 * deleted, how groups stand, who is alive. A client hears of that by asking, so it is stated a moment late.
 */
import type { Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { NO_OFFSET, type SyncGroupRequest, type OffsetCommitRequest, type OffsetCommitResponse } from '../protocol/group-api' // prettier-ignore
import { partitionName } from '../protocol/topic-partition'
import type { BrokerLook, LedPartition } from './live-log'

/** Of a group that no member of this broker's has told of. */
const NO_GENERATION = -1

/** What one broker was last seen to be. */
export class BrokerWatch {
  private readonly context: Pick<Context, 'emit' | 'instance' | 'instances'>
  private readonly alive: Set<number>
  private readonly led = new Map<string, LedPartition>()
  private readonly groups = new Map<string, string>()
  private readonly generations = new Map<string, number>()

  /** @param alive brokers that somebody has stated to be alive; shared by the instances of the box */
  constructor(context: Pick<Context, 'emit' | 'instance' | 'instances'>, alive: Set<number>) {
    this.context = context
    this.alive = alive
  }

  /** A member has got its partitions, so its group is in that generation. */
  synced({ groupId, generationId }: SyncGroupRequest): void {
    this.generations.set(groupId, Math.max(generationId, this.generations.get(groupId) ?? NO_GENERATION))
  }

  /** The coordinator took positions: they are written and replicated. */
  committed({ groupId, partitions }: OffsetCommitRequest, answer: OffsetCommitResponse): void {
    const offsets = partitions
      .filter(({ topic, partition, offset }) => {
        const told = answer.partitions.find((each) => each.topic === topic && each.partition === partition)
        return told?.error === 'NONE' && offset !== NO_OFFSET
      })
      .map(({ topic, partition, offset }) => ({ topic, partition, offset }))
    // Which partition of the offsets topic it stands in, and in which epoch that is led, no client is told.
    if (offsets.length > 0) this.context.emit('offset-commit', { group: groupId, shard: 0, leaderEpoch: 0, offsets })
  }

  saw(look: BrokerLook): void {
    if (Math.min(...look.brokers) === this.context.instance) this.stateAlive(look.brokers)
    for (const partition of look.led) this.statePartition(partition)
    for (const group of look.groups) this.stateGroup(group)
  }

  private stateAlive(brokers: readonly number[]): void {
    const { alive, context } = this
    // A small cluster has fewer brokers than are drawn: nobody is to take those for ones that are behind.
    if (alive.size === 0) {
      for (let broker = 0; broker < context.instances; broker++) {
        if (!brokers.includes(broker)) context.emit('absent', { broker })
      }
    }
    for (const broker of alive) {
      if (brokers.includes(broker)) continue
      alive.delete(broker)
      context.emit('fenced', { broker })
    }
    for (const broker of brokers) {
      if (alive.has(broker)) continue
      alive.add(broker)
      context.emit('unfenced', { broker })
    }
  }

  private statePartition(now: LedPartition): void {
    const { topic, partition, leaderEpoch } = now
    const name = partitionName(now)
    const before = this.led.get(name)
    this.led.set(name, now)
    const place = { topic, partition, leaderEpoch }
    const isr = [...now.isr]
    if (before?.leaderEpoch !== leaderEpoch) {
      const { highWatermark: logEndOffset, lastEpoch } = now
      this.context.emit('leader', {
        ...place,
        nodeId: this.context.instance,
        isr,
        logEndOffset,
        lastEpoch,
        isUnclean: false,
      })
    } else if (before.isr.join() !== now.isr.join()) this.context.emit('isr', { ...place, isr })
    const from = before?.logStartOffset ?? 0
    if (now.logStartOffset > from) this.context.emit('retention', { ...place, from, to: now.logStartOffset })
  }

  private stateGroup({ groupId, state, members }: BrokerLook['groups'][number]): void {
    const fact = {
      group: groupId,
      state,
      generation: this.generations.get(groupId) ?? NO_GENERATION,
      members: members.map(({ memberId, clientId, assignment }) => ({
        member: memberId,
        client: clientId,
        assignment: assignment.partitions.map(partitionName),
      })),
    } satisfies Json
    const text = JSON.stringify(fact)
    if (this.groups.get(groupId) === text) return
    this.groups.set(groupId, text)
    this.context.emit('group', fact)
  }
}
