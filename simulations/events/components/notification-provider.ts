/**
 * A provider of notifications outside, such as one for mail or push: it takes messages in bulk, each with an idempotency key, sends those
 * of one recipient one after the other, and never sends a key twice. It can be slow or down.
 */
import { CallError } from '~/kernel/call-error'
import type { Clock } from '~/kernel/time'
import type { Rng } from '~/kernel/random'
import type { ProviderMemory } from '../provider-memory'

export interface Notification {
  /** Whose events are told one after the other. */
  readonly recipient: string
  readonly event: string
  /** Null: it is sent whatever was sent before. */
  readonly idempotencyKey: string | null
}

/** The way there and back, and what it does before it sends: the least, and what comes on top on average, in milliseconds. */
const LATENCY_MS = { least: 4, mean: 3 } as const

/** How long an event is refused: longer than a reader tries, shorter than replays go on. */
const REFUSED_MS = 3_000

/**
 * What became of a notification: it was sent now, had been sent before, the provider does not want it, or it was not looked at, since one
 * before it to the same recipient is not wanted.
 */
export type Sending = 'sent' | 'known' | 'refused' | 'held'

export class NotificationProvider {
  isDown = false
  /** What each notification takes besides, in milliseconds. Those of different recipients are sent side by side. */
  slowMs = 0
  /** So many of the next events are refused, each for {@link REFUSED_MS}. */
  refusalsLeft = 0
  private readonly refusedUntilMs = new Map<string, number>()
  private readonly memory: ProviderMemory
  private readonly clock: Clock
  private readonly rng: Rng

  constructor(memory: ProviderMemory, clock: Clock, rng: Rng) {
    this.memory = memory
    this.clock = clock
    this.rng = rng
  }

  /**
   * Says what became of each.
   * @throws {CallError} refused, if the provider is down; nothing was sent then
   */
  async send(notifications: readonly Notification[]): Promise<readonly Sending[]> {
    await this.clock.sleep(LATENCY_MS.least + this.rng.exponential(LATENCY_MS.mean))
    if (this.slowMs > 0) await this.clock.sleep(this.slowMs * longestRow(notifications))
    if (this.isDown) throw new CallError('refused', 'the provider is down')
    const held = new Set<string>()
    return notifications.map((notification) => {
      if (held.has(notification.recipient)) return 'held'
      const sending = this.sendOne(notification)
      if (sending === 'refused') held.add(notification.recipient)
      return sending
    })
  }

  private sendOne({ event, idempotencyKey }: Notification): Sending {
    const nowMs = this.clock.monotonicMs()
    if (this.refusalsLeft > 0 && !this.refusedUntilMs.has(event)) {
      this.refusalsLeft -= 1
      this.refusedUntilMs.set(event, nowMs + REFUSED_MS)
    }
    if (nowMs < (this.refusedUntilMs.get(event) ?? 0)) return 'refused'
    return this.memory.send(idempotencyKey) ? 'sent' : 'known'
  }
}

/** How many of them at most are for one recipient. */
function longestRow(notifications: readonly Notification[]): number {
  const counts = new Map<string, number>()
  let longest = 0
  for (const { recipient } of notifications) {
    const count = (counts.get(recipient) ?? 0) + 1
    counts.set(recipient, count)
    longest = Math.max(longest, count)
  }
  return longest
}
