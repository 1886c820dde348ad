/**
 * How much of its time the replay worker spends on sending: it has a rate, so whoever has many letters before him waits for those. A letter
 * is late only when the worker had the time for it.
 */
import type { TraceEvent } from '~/kernel/trace'
import type { ReplayFact } from '../facts'
import type { Parameters } from '../parameters'
import { factOf } from './facts-of'

/** An append and a commit take less, in milliseconds; what comes later than that after the one before is the first of a round. */
const SEND_MS = 100

export class SendingTime {
  private readonly gapMaxMs: number
  private readonly attemptMax: number
  private lastMs = -Infinity
  private sendingMs = 0

  constructor({ replayRate, replayAttemptsMax }: Pick<Parameters, 'replayRate' | 'replayAttemptsMax'>) {
    this.gapMaxMs = 1_000 / replayRate + SEND_MS
    // The first attempt was no replay.
    this.attemptMax = replayAttemptsMax + 1
  }

  step(event: TraceEvent): void {
    const replay = factOf<ReplayFact>(event, 'replay')
    if (replay === null) return
    const gapMs = event.t - this.lastMs
    // What should have been parked keeps nobody waiting.
    if (gapMs <= this.gapMaxMs && replay.attempt <= this.attemptMax) this.sendingMs += gapMs
    this.lastMs = event.t
  }

  /** Milliseconds of the run until `nowMs`, without those of sending. It never falls. */
  idleMs(nowMs: number): number {
    return nowMs - this.sendingMs
  }
}
