/** The four claims of the drawing, each with what switches it off and what shows that it was needed; and defects for every invariant. */
import type { ClaimId } from '~/kernel/diagram'
import type { ClaimProof, Mutant } from '~/kernel/simulation'
import type diagram from './diagram'

/** How each claim is executed. */
export const claims: { readonly [Id in ClaimId<typeof diagram>]: ClaimProof } = {
  'keyed-partitions': {
    safeguard: 'Records are partitioned by the id of their aggregate',
    scenario: 'steady',
    invariant: 'order-kept',
    without: 'Records go to the partitions in turn',
    hypothesis: 'Two thousand events a second: no reader meets an order that is shipped before it is placed.',
    decision: {
      box: 'orders',
      file: 'publisher.ts',
      line: "partitioner: without('keyed-partitions')",
      did: 'Records go to the partitions in turn: a later one is read first',
      fact: { key: 'append' },
    },
  },
  'consumer-groups': {
    safeguard: 'Every reader is a consumer group of its own',
    scenario: 'slow-warehouse',
    invariant: 'own-pace',
    without: 'One shared reader feeds all three, one batch after the other',
    hypothesis: 'Loads take forty times as long: the notifications do not notice.',
    decision: {
      box: 'notifications',
      file: 'group-reader.ts',
      line: "lockstep: without('consumer-groups')",
      did: 'One reader feeds all three: everybody waits for the slowest',
    },
  },
  'dead-letter-replay': {
    safeguard: 'What cannot be handled goes to the dead-letter topic',
    scenario: 'poison-bytes',
    invariant: 'partition-moves',
    without: 'It is tried again where it lies, until it works',
    hypothesis: 'Bytes that nobody can read step aside, and the partition moves on.',
    decision: {
      box: 'notifications',
      file: 'partition-work.ts',
      line: "while (shop.without('dead-letter-replay')",
      did: 'What nobody can read is tried again where it lies',
    },
  },
  'schema-registry': {
    safeguard: 'The registry refuses schemas that readers could not read',
    scenario: 'incompatible-deploy',
    invariant: 'schemas-readable',
    without: 'Any schema may be registered',
    hypothesis: 'An incompatible schema is deployed: it is refused, and every reader reads on.',
    decision: {
      box: 'orders',
      file: 'orders.ts',
      line: "publisher.start(!setup.without('schema-registry'))",
      did: 'The registry takes a schema that readers cannot read',
      fact: { key: 'append' },
    },
  },
}

/** Defects that show that every invariant notices something. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'acks-leader': {
    statement:
      'Producers are content with the leader: what it alone had is gone with it, and its place is another event’s.',
    breaks: 'one-per-offset',
    scenario: 'leader-killed',
  },
  'no-idempotence': {
    statement: 'Producers do not number what they send: what is sent again is stored again.',
    breaks: 'stored-once',
    scenario: 'lost-acknowledgements',
  },
  'no-outbox': {
    statement: 'A service keeps in memory what it has yet to tell: what it dies over is never told.',
    breaks: 'all-told',
    scenario: 'producer-crash',
  },
  'reset-on-error': {
    statement: 'A position that cannot be asked for is taken to be none: the reader begins at the end.',
    breaks: 'nothing-lost',
    scenario: 'rebalance-storm',
  },
  'commit-first': {
    statement: 'Readers commit before they work: what they die over is never done.',
    breaks: 'commits-follow',
    scenario: 'steady',
  },
  'retry-stale-commit': {
    statement: 'A commit that was refused is sent again after a higher one.',
    breaks: 'committed-grows',
    scenario: 'zombie-reader',
  },
  'commit-unowned': {
    statement: 'Readers commit what is another’s by now.',
    breaks: 'one-owner',
    scenario: 'zombie-reader',
  },
  'no-rejoin': {
    statement: 'A reader that was put out of its group does not come back.',
    breaks: 'groups-stable',
    scenario: 'zombie-reader',
  },
  'replay-to-all': {
    statement: 'The replay worker sends a dead letter to every group.',
    breaks: 'letters-add-up',
    scenario: 'refused-events',
  },
  'group-redrive': {
    statement: 'The replay worker puts dead letters back into the topic that they came from.',
    breaks: 'replay-is-private',
    scenario: 'poison-bytes',
  },
  'no-replay-cap': {
    statement: 'A dead letter is replayed again and again, however often it fails.',
    breaks: 'letters-end',
    scenario: 'poison-bytes',
  },
  'notify-once': {
    statement: 'The provider is not told which event a notification is of.',
    breaks: 'notified-once',
    scenario: 'reader-crash',
  },
  'no-dedupe': {
    statement: 'The search index takes whatever comes, whichever version it is.',
    breaks: 'projections-grow',
    scenario: 'zombie-reader',
  },
  'null-is-poison': {
    statement: 'A tombstone has no schema, and is taken for poison.',
    breaks: 'projections-current',
    scenario: 'delete-while-down',
  },
}
