/**
 * At which offset each leader began: what two replicas compare to find where their logs part. By `LeaderEpochFileCache` in
 * apache/kafka.
 */

/** An epoch with records, or the one that is led now. */
export interface EpochStart {
  readonly epoch: number
  readonly startOffset: number
}

/** Where an epoch ended. */
export interface EpochEnd {
  /** The largest epoch up to the one asked for; -1 if unknown. */
  readonly epoch: number
  /** The offset after its last record; -1 if unknown. */
  readonly endOffset: number
}

const UNKNOWN: EpochEnd = { epoch: -1, endOffset: -1 }

export class LeaderEpochCache {
  /** Epochs and start offsets both grow. */
  private entries: EpochStart[] = []

  /** -1 if there is none. */
  get latestEpoch(): number {
    return this.entries.at(-1)?.epoch ?? -1
  }

  /** In order. */
  list(): readonly EpochStart[] {
    return this.entries
  }

  /** Notes that an epoch has its first record at an offset. What contradicts that is forgotten: the newest word is right. */
  assign(epoch: number, startOffset: number): void {
    const latest = this.entries.at(-1)
    if (latest !== undefined && latest.epoch === epoch && startOffset >= latest.startOffset) return
    this.entries = this.entries.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset)
    this.entries.push({ epoch, startOffset })
  }

  /**
   * Where an epoch ended: where the next one that is known began, or at the end of the log for the latest. For an epoch that is not
   * in the log, the one before it; for one older than all, nothing but where the log begins.
   */
  endOf(epoch: number, logEndOffset: number): EpochEnd {
    const { entries } = this
    if (epoch < 0) return UNKNOWN
    if (epoch === this.latestEpoch) return { epoch, endOffset: logEndOffset }
    const next = entries.findIndex((entry) => entry.epoch > epoch)
    // Nobody here has heard of so late an epoch.
    if (next === -1) return UNKNOWN
    const { startOffset } = entries[next]!
    return { epoch: next === 0 ? epoch : entries[next - 1]!.epoch, endOffset: startOffset }
  }

  /** The epoch of the record at an offset; -1 if that is not known. */
  epochAt(offset: number): number {
    let epoch = -1
    for (const entry of this.entries) {
      if (entry.startOffset > offset) break
      epoch = entry.epoch
    }
    return epoch
  }

  /** The log ends at an offset now. */
  truncateFromEnd(endOffset: number): void {
    if (this.entries.every((entry) => entry.startOffset < endOffset)) return
    this.entries = this.entries.filter((entry) => entry.startOffset < endOffset)
  }

  /** The log begins at an offset now. The epoch of that offset begins there. */
  truncateFromStart(startOffset: number): void {
    const { entries } = this
    const kept = entries.findIndex((entry) => entry.startOffset > startOffset)
    const first = (kept === -1 ? entries.length : kept) - 1
    if (first < 0 || entries[first]!.startOffset === startOffset) this.entries = entries.slice(Math.max(0, first))
    else this.entries = [{ epoch: entries[first]!.epoch, startOffset }, ...entries.slice(first + 1)]
  }

  clear(): void {
    this.entries = []
  }
}
