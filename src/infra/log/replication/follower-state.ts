/** What a leader knows of one follower, from its fetches: `Replica` in apache/kafka. Times are of the monotonic clock, in ms. */
export class FollowerState {
  /** -1 until it has fetched. */
  logEndOffset = -1
  /** -1 until it has fetched. */
  logStartOffset = -1
  /** The registration with which it fetched last; null until it has. */
  brokerEpoch: number | null = null
  private toldHighWatermark = -1
  private toldLogStartOffset = -1
  private toldMs = -Infinity
  private lastCaughtUpMs = 0
  private lastFetchMs = 0
  private leaderEndAtLastFetch = 0

  /** This broker begins to lead, or leads under another epoch. Who is in the ISR counts as caught up at this moment. */
  reset(nowMs: number, leaderEndOffset: number, isNewLeader: boolean, isInSync: boolean): void {
    this.lastCaughtUpMs = isInSync ? nowMs : -Infinity
    if (isNewLeader) {
      this.logEndOffset = -1
      this.logStartOffset = -1
      this.leaderEndAtLastFetch = -1
      this.lastFetchMs = -Infinity
      this.brokerEpoch = null
    } else {
      this.leaderEndAtLastFetch = leaderEndOffset
      this.lastFetchMs = isInSync ? nowMs : -Infinity
    }
  }

  /**
   * It asks for what comes after `offset`, so it has all before. It has caught up now if that is all there is, and has done so at its
   * last fetch if it has all there was then: else nobody would ever catch up with a leader that is written to without pause.
   */
  fetched(offset: number, logStartOffset: number, brokerEpoch: number, leaderEndOffset: number, nowMs: number): void {
    if (offset >= leaderEndOffset) this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs, nowMs)
    else if (offset >= this.leaderEndAtLastFetch) this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs, this.lastFetchMs)
    this.logEndOffset = offset
    this.logStartOffset = logStartOffset
    this.brokerEpoch = brokerEpoch
    this.leaderEndAtLastFetch = Math.max(leaderEndOffset, this.leaderEndAtLastFetch)
    this.lastFetchMs = nowMs
  }

  /** Whether these are to be told with an answer that has nothing else to say; then they count as told. */
  isNews(highWatermark: number, logStartOffset: number, nowMs: number, againMs: number): boolean {
    const isSame = highWatermark === this.toldHighWatermark && logStartOffset === this.toldLogStartOffset
    if (isSame && nowMs - this.toldMs < againMs) return false
    this.toldHighWatermark = highWatermark
    this.toldLogStartOffset = logStartOffset
    this.toldMs = nowMs
    return true
  }

  isCaughtUp(leaderEndOffset: number, nowMs: number, lagMaxMs: number): boolean {
    return this.logEndOffset === leaderEndOffset || nowMs - this.lastCaughtUpMs <= lagMaxMs
  }
}
