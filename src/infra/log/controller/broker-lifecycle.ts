/**
 * A broker makes itself known to the controller and keeps doing so: it registers, and then sends heartbeats, which also say up to
 * where it has applied the metadata. `BrokerLifecycleManager` of apache/kafka.
 */
import type { Context } from '~/kernel/component'
import { Timers } from '../broker/timers'
import type { ControllerChannel } from './controller-channel'
import type { ControllerRequest } from './controller-messages'
import type { ControllerOptions } from './controller-options'

/** The pause after a registration or heartbeat without success, in ms. */
const RETRY_BACKOFF_MS = 100

export class BrokerLifecycle {
  /** Of this process: another one after each restart. */
  readonly incarnationId: string
  /** Of its registration; -1 before. */
  brokerEpoch = -1
  private readonly context: Context
  private readonly channel: ControllerChannel
  private readonly options: ControllerOptions
  private readonly timers: Timers
  private readonly metadataOffset: () => number
  private isFenced = true
  private isAsking = false

  /** @param metadataOffset up to where this broker has applied the metadata */
  constructor(context: Context, channel: ControllerChannel, options: ControllerOptions, metadataOffset: () => number) {
    const { clock, rng, instance } = context
    this.context = context
    this.channel = channel
    this.options = options
    this.metadataOffset = metadataOffset
    this.timers = new Timers(clock)
    const chance = rng.fork(`incarnation ${clock.monotonicMs()}`)
    this.incarnationId = `${instance}-${chance.int(2 ** 32).toString(16)}${chance.int(2 ** 32).toString(16)}`
  }

  start(): void {
    void this.communicate()
  }

  /** The broker has applied more of the metadata. If that was its own registration, the controller is told at once. */
  onImage(): void {
    if (this.isFenced && this.brokerEpoch >= 0 && this.metadataOffset() >= this.brokerEpoch) void this.communicate()
  }

  private async communicate(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    const response = await this.channel.askOnce(this.request(), this.options.requestTimeoutMs)
    this.isAsking = false
    const isRegistering = this.brokerEpoch < 0
    if (response?.error === 'NONE' && isRegistering) {
      this.brokerEpoch = response.brokerEpoch!
      this.next(this.metadataOffset() >= this.brokerEpoch ? 0 : RETRY_BACKOFF_MS)
      return
    }
    // Its registration is not the controller's any more, or never was: it begins anew.
    if (response?.error === 'STALE_BROKER_EPOCH' || response?.error === 'BROKER_ID_NOT_REGISTERED')
      this.brokerEpoch = -1
    if (response?.error === 'NONE') this.isFenced = response.isFenced!
    const isWell = response?.error === 'NONE' && !this.isFenced
    this.next(isWell ? this.options.brokerHeartbeatIntervalMs : RETRY_BACKOFF_MS)
  }

  private next(delayMs: number): void {
    this.timers.after('next', delayMs, () => void this.communicate())
  }

  private request(): ControllerRequest {
    const { instance: brokerId } = this.context
    const { brokerEpoch, incarnationId } = this
    if (brokerEpoch < 0) return { type: 'BrokerRegistration', request: 0, brokerId, incarnationId }
    const currentMetadataOffset = this.metadataOffset()
    return { type: 'BrokerHeartbeat', request: 0, brokerId, brokerEpoch, currentMetadataOffset }
  }
}
