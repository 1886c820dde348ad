/** Who an idempotent producer is to the brokers: an id from any of them, and an epoch that it raises by itself. */
import type { Context } from '~/kernel/component'
import type { Rng } from '~/kernel/random'
import { backoffMs } from '../backoff'
import { type Connections, isNoAnswer } from '../connections'
import type { MetadataCache } from '../metadata-cache'
import type { ProducerSettings } from './settings'

/** Epochs are 16 bits wide; after the last one comes another id. */
const EPOCH_MAX = 32_767
const UNKNOWN = -1

export class ProducerIdentity {
  private readonly clock: Context['clock']
  private readonly rng: Rng
  private readonly connections: Connections
  private readonly metadata: MetadataCache
  private readonly settings: ProducerSettings
  private readonly onKnown: () => void
  private id = UNKNOWN
  private currentEpoch = UNKNOWN
  private isAsking = false
  private isClosed = false

  constructor(
    context: Pick<Context, 'clock'>,
    rng: Rng,
    connections: Connections,
    metadata: MetadataCache,
    settings: ProducerSettings,
    onKnown: () => void,
  ) {
    this.clock = context.clock
    this.rng = rng
    this.connections = connections
    this.metadata = metadata
    this.settings = settings
    this.onKnown = onKnown
  }

  get isKnown(): boolean {
    return this.id !== UNKNOWN
  }

  get producerId(): number {
    return this.id
  }

  get epoch(): number {
    return this.currentEpoch
  }

  /** Asks for an id until there is one. */
  ensure(): void {
    if (this.isKnown || this.isAsking) return
    this.isAsking = true
    void this.ask()
  }

  /** Begins another epoch: `bumpIdempotentProducerEpoch`. Numbers of the one before are never used for anything else. */
  bump(): void {
    if (this.currentEpoch < EPOCH_MAX) {
      this.currentEpoch += 1
      return
    }
    this.id = UNKNOWN
    this.ensure()
  }

  close(): void {
    this.isClosed = true
  }

  private async ask(): Promise<void> {
    const { retryBackoffMs, retryBackoffMaxMs, requestTimeoutMs } = this.settings
    for (let failures = 1; !this.isClosed; failures += 1) {
      const question = { type: 'InitProducerId', request: 0 } as const
      const answer = await this.connections.ask(this.metadata.someBroker(), question, requestTimeoutMs)
      if (!isNoAnswer(answer) && answer.error === 'NONE') {
        this.id = answer.producerId
        this.currentEpoch = answer.producerEpoch
        break
      }
      // Whatever the reason, records wait for an id no longer than their delivery timeout.
      await this.clock.sleep(backoffMs(retryBackoffMs, retryBackoffMaxMs, failures, this.rng))
    }
    this.isAsking = false
    this.onKnown()
  }
}
