/** How far a batch of one partition has come: its records are in order, and may be done in another one. */
import type { Commit, ConsumerRecord } from '~/infra/log/port'

export class BatchProgress {
  private readonly records: readonly ConsumerRecord[]
  private readonly isDone: boolean[]
  /** All before this one are done. */
  private first = 0

  /** @param records at least one */
  constructor(records: readonly ConsumerRecord[]) {
    this.records = records
    this.isDone = records.map(() => false)
  }

  finish(record: ConsumerRecord): void {
    const { records, isDone } = this
    isDone[this.indexOf(record.offset)] = true
    while (this.first < records.length && isDone[this.first] === true) this.first += 1
  }

  /** What may be committed: up to the first record that is not done. Null if that is the first. */
  position(): Commit | null {
    return this.first === 0 ? null : this.after(this.records[this.first - 1]!)
  }

  /** What may be committed when all of it is done. */
  end(): Commit {
    return this.after(this.records.at(-1)!)
  }

  private after({ topic, partition, offset, leaderEpoch, generation }: ConsumerRecord): Commit {
    return { topic, partition, offset: offset + 1, leaderEpoch, generation }
  }

  private indexOf(offset: number): number {
    let low = 0
    let high = this.records.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.records[middle]!.offset < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
