/** Ids for idempotent producers, out of blocks that the controller gives to brokers: `RPCProducerIdManager` of apache/kafka. */
import type { ErrorName } from '../protocol/error-code'
import type { InitProducerIdResponse } from '../protocol/records-api'
import { PRODUCER_ID_BLOCK_SIZE, type ControllerResponse } from './controller-messages'

export class ProducerIds {
  private readonly allocate: () => Promise<ControllerResponse | null>
  private nextId = 0
  private endId = 0
  /** A block is on its way. */
  private coming: Promise<ErrorName> | null = null

  /** @param allocate asks the controller for a block; null if there was no answer in time */
  constructor(allocate: () => Promise<ControllerResponse | null>) {
    this.allocate = allocate
  }

  async give(): Promise<InitProducerIdResponse> {
    while (this.nextId >= this.endId) {
      this.coming ??= this.refill()
      const error = await this.coming
      if (error !== 'NONE') return { error, producerId: -1, producerEpoch: -1 }
    }
    const producerId = this.nextId
    this.nextId += 1
    return { error: 'NONE', producerId, producerEpoch: 0 }
  }

  private async refill(): Promise<ErrorName> {
    const response = await this.allocate()
    this.coming = null
    if (response?.firstProducerId === undefined) return 'COORDINATOR_LOAD_IN_PROGRESS'
    this.nextId = response.firstProducerId
    this.endId = this.nextId + PRODUCER_ID_BLOCK_SIZE
    return 'NONE'
  }
}
