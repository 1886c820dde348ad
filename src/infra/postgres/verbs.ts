/** What can be done to a Postgres box, besides what can be done to every box. */
import type { Verb } from '~/kernel/verb'
import { LOSS_MS_MAX } from '../replay'

const SHARE = { kind: 'number', unit: 'of transactions', default: 0.2, min: 0, max: 1, step: 0.05 } as const

/** Longest statement that a prompt takes, in characters. */
export const SQL_LENGTH_MAX = 1_000

/** Give these to a simulation's `verbs` under the id of its Postgres box. */
export const postgresVerbs: readonly Verb[] = [
  {
    verb: 'lost-before-commit',
    past: 'lost connections before COMMIT',
    on: 'box',
    label: 'Lose connections before COMMIT',
    badge: 'connections lost',
    span: 'lasting',
    explain: 'The connection breaks just before COMMIT: the transaction is rolled back, its client does not know.',
    value: SHARE,
  },
  {
    verb: 'lost-at-commit',
    past: 'lost connections at COMMIT',
    on: 'box',
    label: 'Lose connections at COMMIT',
    badge: 'commits unknown',
    span: 'lasting',
    explain: 'The connection breaks after COMMIT was done and before its answer: the client cannot tell.',
    value: SHARE,
  },
  {
    verb: 'serialization',
    past: 'failed to serialize',
    on: 'box',
    label: 'Serialization failures',
    badge: 'serialization failures',
    span: 'lasting',
    explain:
      'Transactions are refused with SQLSTATE 40001, as under contention: they are rolled back, the client knows.',
    value: SHARE,
  },
  {
    verb: 'deadlock',
    past: 'picked victims of deadlocks',
    on: 'box',
    label: 'Deadlock victims',
    badge: 'deadlocks',
    span: 'lasting',
    explain: 'Transactions are picked as the victims of deadlocks, with SQLSTATE 40P01.',
    value: SHARE,
  },
  {
    verb: 'slow-sql',
    past: 'slowed down',
    on: 'box',
    label: 'Slow statements',
    badge: 'slow statements',
    span: 'lasting',
    explain: 'Every trip takes so much longer, and the others wait for the one connection.',
    value: { kind: 'number', unit: 'ms', default: 5, min: 0.1, max: 5_000 },
  },
  {
    verb: 'disk-full',
    past: 'filled its disk',
    on: 'box',
    label: 'Fill the disk',
    badge: 'disk full',
    span: 'lasting',
    explain: 'Whatever writes is refused with SQLSTATE 53100; reads work.',
  },
  {
    verb: 'failover',
    past: 'failed over',
    on: 'box',
    label: 'Fail over',
    span: 'instant',
    explain:
      'A standby takes over. A synchronous one (0 ms) has everything that was confirmed; another one lacks what was written last, as long as the log of the run is whole.',
    value: { kind: 'number', unit: 'ms of writes', default: 0, min: 0, max: LOSS_MS_MAX },
  },
  {
    verb: 'sql',
    past: 'was given SQL',
    on: 'box',
    label: 'Run SQL',
    span: 'instant',
    explain: 'Runs one statement at the server, as from psql; it becomes part of the run.',
    value: { kind: 'text', lengthMax: SQL_LENGTH_MAX },
  },
]
