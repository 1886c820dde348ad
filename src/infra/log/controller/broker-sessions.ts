/** Who was heard of, and when: `BrokerHeartbeatManager` of apache/kafka. */
import type { ClusterImage } from './cluster-image'

/** When the controller last heard of each broker. Known to the active controller alone; a new one starts them all anew. */
export class BrokerSessions {
  private readonly heardAtMs = new Map<number, number>()
  private readonly timeoutMs: number

  constructor(timeoutMs: number, image: ClusterImage, nowMs: number) {
    this.timeoutMs = timeoutMs
    for (const nodeId of image.brokers.keys()) this.touch(nodeId, nowMs)
  }

  touch(nodeId: number, nowMs: number): void {
    this.heardAtMs.set(nodeId, nowMs)
  }

  isValid(nodeId: number, nowMs: number): boolean {
    return this.endsAtMs(nodeId) > nowMs
  }

  endsAtMs(nodeId: number): number {
    return (this.heardAtMs.get(nodeId) ?? -Infinity) + this.timeoutMs
  }
}
