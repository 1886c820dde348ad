/**
 * The controller while its voter leads the quorum: it decides on the newest image, appends what follows from that, and answers when
 * that is committed. What it was about to say when it lost its leadership, nobody hears: who asked asks the next one.
 */
import type { Rng } from '~/kernel/random'
import type { Timers } from '../broker/timers'
import { checkBrokerEpoch, fenceBroker, heartbeatOfBroker, registerBroker, type Decision } from './broker-control'
import { BrokerSessions } from './broker-sessions'
import { applyBatch, type ClusterImage } from './cluster-image'
import { alterBrokerConfigs, alterConfigs } from './config-control'
import {
  PRODUCER_ID_BLOCK_SIZE,
  type AllocateProducerIdsRequest,
  type ControllerRequest,
  type ControllerResponse,
  type ForwardedRequest,
} from './controller-messages'
import type { ControllerOptions } from './controller-options'
import type { MetadataQuorum } from './metadata-quorum'
import { alterPartition, balanceLeaders, electLeaders } from './partition-control'
import { createPartitions, createTopics, deleteTopics } from './topic-control'

export class ActiveController {
  private readonly quorum: MetadataQuorum
  private readonly options: ControllerOptions
  private readonly timers: Timers
  private readonly rng: Rng
  private readonly sessions: BrokerSessions
  private readonly nowMs: () => number
  /** With all that was appended, committed or not. */
  private image: ClusterImage
  private isOver = false

  constructor(
    quorum: MetadataQuorum,
    options: ControllerOptions,
    image: ClusterImage,
    timers: Timers,
    rng: Rng,
    nowMs: () => number,
  ) {
    this.quorum = quorum
    this.options = options
    this.image = image
    this.timers = timers
    this.rng = rng
    this.nowMs = nowMs
    this.sessions = new BrokerSessions(options.brokerSessionTimeoutMs, image, nowMs())
    this.watchSessions()
    if (options.isAutoLeaderRebalanceEnabled) this.watchBalance()
  }

  /** Another controller is active, or will be. */
  resign(): void {
    this.isOver = true
    this.timers.cancel('sessions')
    this.timers.cancel('balance')
  }

  /** Answers a request; null if this is not the controller any more. */
  async answer(request: ControllerRequest): Promise<ControllerResponse | null> {
    switch (request.type) {
      case 'BrokerRegistration': {
        const { endOffset } = this.quorum
        const response = await this.write(registerBroker(this.image, this.sessions, request, endOffset, this.nowMs()))
        this.watchSessions()
        return response
      }
      case 'BrokerHeartbeat':
        return this.write(heartbeatOfBroker(this.image, this.sessions, request, this.nowMs()))
      case 'AlterPartition':
        return this.write(alterPartition(this.image, request))
      case 'AllocateProducerIds':
        return this.write(this.allocateProducerIds(request))
      case 'AlterBrokerConfigs':
        return this.write(alterBrokerConfigs(this.image, request))
      case 'Envelope': {
        const response = await this.write(this.decide(request.forwarded))
        return response === null ? null : { error: 'NONE', response }
      }
    }
  }

  private decide(request: ForwardedRequest): Decision<unknown> {
    const { image, rng } = this
    const { endOffset } = this.quorum
    switch (request.type) {
      case 'CreateTopics':
        return createTopics({ image, endOffset, rng }, request)
      case 'DeleteTopics':
        return deleteTopics({ image, endOffset, rng }, request)
      case 'CreatePartitions':
        return createPartitions({ image, endOffset, rng }, request)
      case 'IncrementalAlterConfigs':
        return alterConfigs(image, request)
      case 'ElectLeaders':
        return electLeaders(image, request)
    }
  }

  private allocateProducerIds({ brokerId, brokerEpoch }: AllocateProducerIdsRequest): Decision<ControllerResponse> {
    const error = checkBrokerEpoch(this.image, brokerId, brokerEpoch)
    if (error !== 'NONE') return { records: [], response: { error } }
    const firstProducerId = this.image.nextProducerId
    const nextProducerId = firstProducerId + PRODUCER_ID_BLOCK_SIZE
    return {
      records: [{ type: 'ProducerIdsRecord', brokerId, brokerEpoch, nextProducerId }],
      response: { error: 'NONE', firstProducerId },
    }
  }

  /** Also an answer without records waits: what it was decided on has to be committed. */
  private async write<Response>({ records, response }: Decision<Response>): Promise<Response | null> {
    if (this.isOver) return null
    if (records.length > 0) {
      const batch = this.quorum.append(records)
      if (batch === null) return null
      this.image = applyBatch(this.image, batch)
    }
    return (await this.quorum.committed(this.quorum.endOffset)) ? response : null
  }

  /** Fences brokers whose session is over, and looks again when the next one may be. */
  private watchSessions(): void {
    const nowMs = this.nowMs()
    let nextMs = nowMs + this.options.brokerSessionTimeoutMs
    for (const { nodeId, isFenced } of this.image.brokers.values()) {
      if (isFenced) continue
      if (this.sessions.isValid(nodeId, nowMs)) nextMs = Math.min(nextMs, this.sessions.endsAtMs(nodeId))
      else void this.write({ records: fenceBroker(this.image, nodeId), response: null })
    }
    this.timers.set('sessions', nextMs, () => this.watchSessions())
  }

  private watchBalance(): void {
    this.timers.after('balance', this.options.leaderImbalanceCheckIntervalMs, () => {
      void this.write({ records: balanceLeaders(this.image), response: null })
      this.watchBalance()
    })
  }
}
