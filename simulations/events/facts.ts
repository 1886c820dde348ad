/** The facts that boxes state: all that invariants, figures and charts know of them. */
import type { Group } from './topics'

/** `written`: a service has written an event down, as part of the change that it tells of. From then on it owes it to the log. */
export type WrittenFact = { readonly event: string }

/** `append`: an event was acknowledged, so it must not be lost any more. Stated by its producer. */
export type AppendFact = {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  /** The event's id, the same in each copy of it. */
  readonly event: string
  /** Of the aggregate after the event, from 1. */
  readonly version: number
  /** Producer id and sequence number of an idempotent producer; -1 otherwise. */
  readonly producer: number
  readonly sequence: number
  /** When what it tells of happened, in milliseconds of the run. */
  readonly sinceMs: number
}

/**
 * What became of a record at one reader. `applied`: it had its effect. `duplicate`: it had had it before. `superseded`: what came
 * later to the aggregate was there already. `dead-lettered`: it was put aside.
 */
export type HandledOutcome = 'applied' | 'duplicate' | 'superseded' | 'dead-lettered'

/** `handled`: a reader is done with a record. */
export type HandledFact = {
  readonly group: Group
  readonly member: string
  /** Where it was read: an event topic, or the retry topic of the group. */
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  /** Empty if not even that could be read. */
  readonly event: string
  /** 0 if it could not be read. */
  readonly version: number
  readonly outcome: HandledOutcome
}

/** `commit`: the coordinator took a group's position. */
export type CommitFact = {
  readonly group: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly generation: number
}

/** `assignment`: what a member was given, as it sees it. `members` is the member with its partitions. */
export type AssignmentFact = {
  readonly group: string
  readonly generation: number
  readonly member: string
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[]
  /** `lost`: another one may have them already. */
  readonly change: 'assigned' | 'revoked' | 'lost'
}

/** `replay`: what the replay worker did with a dead letter. `sent`: its group tries again. `parked`: it was tried often enough. */
export type ReplayFact = {
  readonly event: string
  readonly group: Group
  readonly outcome: 'sent' | 'parked'
  /** Which attempt of the group this is, from 2; for what is parked, how many it had. */
  readonly attempt: number
  /** Where the copy lies. */
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** `dead-letter`: a record was put aside, and that is acknowledged. */
export type DeadLetterFact = {
  readonly group: Group
  readonly event: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly reason: 'undecodable' | 'handler-failed'
  readonly attempts: number
  /** Where it lies among the dead letters. */
  readonly letterPartition: number
  readonly letterOffset: number
}

/** `effect`: something happened outside that cannot be taken back, such as a notification that was sent. */
export type EffectFact = {
  readonly group: 'notifications'
  readonly event: string
  /** When the provider was asked, in milliseconds of the run. */
  readonly sinceMs: number
}

/** `stopped`: a reader stopped at its position, since most of what it has fails: that is a dependency and no poison. */
export type StoppedFact = {
  readonly group: Group
  readonly isStopped: boolean
  readonly failed: number
  readonly of: number
}

/** `deploy`: a service was given another version of its schema, or was refused it. */
export type DeployFact = { readonly schema: string; readonly isAccepted: boolean; readonly reason: string }

/** `poison`: an event is written as bytes that no schema reads, because somebody at the screen asked for it. */
export type PoisonFact = { readonly event: string }
