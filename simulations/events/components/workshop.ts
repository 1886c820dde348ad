/** What the partitions of one reader share. */
import type { Context } from '~/kernel/component'
import type { Rng } from '~/kernel/random'
import type { Handler } from '../delivery'
import type { FailureEvidence } from '../failure-evidence'
import type { Lockstep } from '../lockstep'
import type { Parameters } from '../parameters'
import type { Group } from '../topics'
import type { CommitDesk } from './commit-desk'
import type { EventDecoder } from './event-decoder'
import type { LetterBox } from './letter-box'
import type { Stops } from './stops'

export interface Workshop {
  readonly context: Context<'kafka'>
  readonly rng: Rng
  readonly group: Group
  readonly parameters: Parameters
  readonly handler: Handler
  readonly decoder: EventDecoder
  readonly letters: LetterBox
  readonly evidence: FailureEvidence
  readonly desk: CommitDesk
  readonly stops: Stops
  /** Only where all readers are one. */
  readonly lockstep: Lockstep | null
  /** The id by which the group knows this process at the moment. */
  member(): string
  without(id: string): boolean
}
