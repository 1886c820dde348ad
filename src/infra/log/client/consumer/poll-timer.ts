/**
 * `max.poll.interval.ms`: an owner that does not ask for records is taken for stuck. It is not the session: heartbeats go on meanwhile
 * (KIP-62).
 */
import type { Clock } from '~/kernel/time'
import { Alarm } from '../alarm'

export class PollTimer {
  private readonly clock: Clock
  private readonly intervalMs: number
  private readonly onStuck: () => void
  private readonly alarm: Alarm
  private dueMs = Infinity
  private isInPoll = false

  constructor(clock: Clock, intervalMs: number, onStuck: () => void) {
    this.clock = clock
    this.intervalMs = intervalMs
    this.onStuck = onStuck
    this.alarm = new Alarm(clock, () => this.check())
  }

  /** The owner is in a poll, or leaves it: the time until the next one counts from here. */
  touch(isInPoll: boolean): void {
    this.isInPoll = isInPoll
    this.dueMs = this.clock.monotonicMs() + this.intervalMs
    this.alarm.set(this.dueMs)
  }

  stop(): void {
    this.dueMs = Infinity
  }

  /** The time is over, and the owner has not come back yet. */
  get isOverdue(): boolean {
    return !this.isInPoll && this.clock.monotonicMs() >= this.dueMs
  }

  private check(): void {
    if (this.dueMs === Infinity) return
    if (this.isInPoll) this.touch(true)
    else if (this.isOverdue) this.onStuck()
    else this.alarm.set(this.dueMs)
  }
}
