/**
 * What logs do not hold any more, as the brokers that lead them state it, so that nobody owes it: what retention has deleted at the
 * beginning, and what an unclean election has cut off at the end.
 *
 * An unclean leader may lack what was acknowledged: that is what the setting means. It lacks exactly what comes after the point up to which
 * its log and that of the leaders before it are one, and that follows from where each epoch began.
 */
import type { TraceEvent } from '~/kernel/trace'
import { factOf } from './facts-of'

/** The place of a record. */
export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** The fact `retention` of a broker. */
interface RetentionFact {
  readonly topic: string
  readonly partition: number
  /** The first offset that is left. */
  readonly to: number
}

/** The fact `leader`: a broker begins to lead. */
export interface LeaderFact {
  readonly topic: string
  readonly partition: number
  readonly leaderEpoch: number
  readonly nodeId: number
  /** Where its log ended then, and of which epoch the last record was; -1 for none. */
  readonly logEndOffset: number
  readonly lastEpoch: number
  /** It was not in sync, or has not had an ISR of its own since it was elected so. */
  readonly isUnclean: boolean
  readonly isr: readonly number[]
}

interface Cut {
  /** The first offset that is not what it was. */
  readonly from: number
  readonly atMs: number
}

interface Log {
  /** Where the epochs of the log began, as its leaders had it. */
  epochs: { readonly epoch: number; readonly from: number }[]
  nodeId: number
  startOffset: number
  readonly cuts: Cut[]
}

export class LogBounds {
  private readonly logs = new Map<string, Log>()
  /** Mostly there is nothing to look up: checkers ask this of every record. */
  private hasCuts = false
  private hasDeleted = false

  /** True if the event says that records are gone: whoever remembers some looks through them. */
  step(event: TraceEvent): boolean {
    if (event.kind !== 'state') return false
    const retention = factOf<RetentionFact>(event, 'retention')
    if (retention !== null) {
      const log = this.logOf(retention)
      log.startOffset = Math.max(log.startOffset, retention.to)
      this.hasDeleted = true
      return true
    }
    const leader = factOf<LeaderFact>(event, 'leader')
    return leader !== null && this.lead(this.logOf(leader), leader, event.t)
  }

  /** True if retention has deleted what lay there. */
  isDeleted({ topic, partition, offset }: Place): boolean {
    return this.hasDeleted && offset < (this.logs.get(`${topic}-${partition}`)?.startOffset ?? 0)
  }

  /** True if an unclean election may have cut off what was written there since `sinceMs`, in milliseconds of the run. */
  isCut({ topic, partition, offset }: Place, sinceMs: number): boolean {
    return this.cutsOf(topic, partition).some(({ from, atMs }) => from <= offset && sinceMs <= atMs)
  }

  /** True if what was written there since `sinceMs` is owed to nobody. */
  isGone(place: Place, sinceMs: number): boolean {
    return this.isDeleted(place) || this.isCut(place, sinceMs)
  }

  /** How often the record at a place has become another one. */
  changesOf({ topic, partition, offset }: Place): number {
    return this.cutsOf(topic, partition).filter(({ from }) => from <= offset).length
  }

  /** The last cut of a log. */
  lastCutOf({ topic, partition }: Pick<Place, 'topic' | 'partition'>): Cut | undefined {
    return this.cutsOf(topic, partition).at(-1)
  }

  /** @returns true if the log was cut */
  private lead(
    log: Log,
    { leaderEpoch, nodeId, logEndOffset, lastEpoch, isUnclean }: LeaderFact,
    atMs: number,
  ): boolean {
    const { epochs } = log
    const latest = epochs.at(-1)
    // Whoever learns late that it led once, leads no more.
    if (latest !== undefined && leaderEpoch <= latest.epoch) return false
    const after = epochs.find(({ epoch }) => epoch > lastEpoch)
    const from = Math.min(logEndOffset, after?.from ?? Infinity)
    // One that is elected so again, with nobody in between, has all that it had.
    const isCut = isUnclean && latest !== undefined && nodeId !== log.nodeId
    log.epochs = [...epochs.filter((each) => each.from < from), { epoch: leaderEpoch, from: logEndOffset }]
    log.nodeId = nodeId
    if (!isCut) return false
    log.cuts.push({ from, atMs })
    this.hasCuts = true
    log.startOffset = Math.min(log.startOffset, from)
    return true
  }

  private cutsOf(topic: string, partition: number): readonly Cut[] {
    return (this.hasCuts ? this.logs.get(`${topic}-${partition}`)?.cuts : undefined) ?? []
  }

  private logOf({ topic, partition }: Pick<Place, 'topic' | 'partition'>): Log {
    const name = `${topic}-${partition}`
    let log = this.logs.get(name)
    if (log === undefined) this.logs.set(name, (log = { epochs: [], nodeId: -1, startOffset: 0, cuts: [] }))
    return log
  }
}
