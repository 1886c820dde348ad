/** What is wrong with a node at the moment. */
import { noApplicationFaults, type ApplicationFaults } from './app/application-faults'
import { noServingFaults, type ServingFaults } from './rpc/served-chain'

export interface ChainFaults {
  readonly serving: ServingFaults
  readonly application: ApplicationFaults
  isRpcDown: boolean
  isHalted: boolean
  isSilent: boolean
  ringsTwice: boolean
  refusesSockets: boolean
  /** True until the next block with a transaction, which has that twice. */
  includesAgain: boolean
  /** Every block is late by up to so much, in milliseconds. */
  jitterMs: number
  /** Begins or ends the fault of a verb. A verb that is none changes nothing. */
  set(verb: string, value: string | undefined, isOn: boolean): void
}

/** A chain that answers in the place of ours when a balancer has mixed them up. */
const OTHER_CHAIN = 'columbus-5'

/** @param application what is wrong with the application of this node, which outlives its process: it is mended */
export function noFaults(application: ApplicationFaults): ChainFaults {
  Object.assign(application, noApplicationFaults())
  return {
    serving: noServingFaults(),
    application,
    isRpcDown: false,
    isHalted: false,
    isSilent: false,
    ringsTwice: false,
    refusesSockets: false,
    includesAgain: false,
    jitterMs: 0,
    set(verb, value, isOn) {
      switch (verb) {
        case 'rpc-down':
          this.isRpcDown = isOn
          break
        case 'halt':
          this.isHalted = isOn
          break
        case 'out-of-gas':
          this.application.gasFactor = isOn ? Number(value) : 1
          break
        case 'contract-panic':
          this.application.panics = isOn
          break
        case 'silent-socket':
          this.isSilent = isOn
          break
        case 'duplicate-socket':
          this.ringsTwice = isOn
          break
        case 'refuse-socket':
          this.refusesSockets = isOn
          break
        case 'block-jitter':
          this.jitterMs = isOn ? Number(value) : 0
          break
        case 'lag':
          this.serving.lagBlocks = isOn ? Number(value) : 0
          break
        case 'index-lag':
          this.serving.indexLagBlocks = isOn ? Number(value) : 0
          break
        case 'wrong-chain':
          this.serving.chainId = isOn ? OTHER_CHAIN : undefined
      }
    },
  }
}
