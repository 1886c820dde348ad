/** Says to a group's coordinator that a member lives, in the background, for as long as its generation lasts. */
import type { Clock } from '~/kernel/time'
import type { ErrorName } from '../../protocol/error-code'
import { isNoAnswer } from '../connections'
import type { GroupCoordinator } from './group-coordinator'
import type { ConsumerSettings } from './settings'

/** One that is lost leaves time for two more within the session. */
const PER_SESSION = 3

export class Heartbeats {
  private readonly clock: Clock
  private readonly coordinator: GroupCoordinator
  private readonly settings: ConsumerSettings
  private readonly onAnswer: (error: ErrorName, generation: number) => void
  /** Which run of the loop goes on; others end. */
  private run = 0

  constructor(
    clock: Clock,
    coordinator: GroupCoordinator,
    settings: ConsumerSettings,
    onAnswer: (error: ErrorName, generation: number) => void,
  ) {
    this.clock = clock
    this.coordinator = coordinator
    this.settings = settings
    this.onAnswer = onAnswer
  }

  start(memberId: string, generation: number): void {
    this.run += 1
    void this.beat(this.run, memberId, generation)
  }

  stop(): void {
    this.run += 1
  }

  private async beat(run: number, memberId: string, generationId: number): Promise<void> {
    const { groupId, groupInstanceId, heartbeatIntervalMs, sessionTimeoutMs, requestTimeoutMs } = this.settings
    const timeoutMs = Math.min(requestTimeoutMs, sessionTimeoutMs / PER_SESSION)
    const request = {
      type: 'Heartbeat',
      request: 0,
      groupId: groupId!,
      memberId,
      groupInstanceId,
      generationId,
    } as const
    let heardMs = this.clock.monotonicMs()
    for (;;) {
      await this.clock.sleep(heartbeatIntervalMs)
      if (run !== this.run) return
      const answer = await this.coordinator.ask(request, timeoutMs)
      if (run !== this.run) return
      const nowMs = this.clock.monotonicMs()
      if (!isNoAnswer(answer)) {
        heardMs = nowMs
        this.coordinator.learn(answer.error)
        this.onAnswer(answer.error, generationId)
      } else if (nowMs - heardMs > sessionTimeoutMs) {
        this.coordinator.lose()
      }
    }
  }
}
