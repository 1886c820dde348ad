/** S2, S3 and S9: one record per offset, each aggregate in its order, and what was sent twice is stored once. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { AppendFact, HandledFact } from '../facts'
import { BoundedMap } from '../bounded-map'
import { GROUPS } from '../topics'
import { FACTS, factOf, isEventTopic, placeOf, producerOf } from './facts-of'
import { LogBounds, type Place } from './log-bounds'

/** Events that are remembered: half a minute of the load, and more. */
const EVENTS_MIN = 60_000
/** Records that are remembered of each partition: minutes of the load. */
const OFFSETS_MIN = 10_000
const AGGREGATES_MIN = 60_000

interface Found {
  found: Evidence | null
}

interface PlaceState extends Found {
  readonly bounds: LogBounds
  /** All events of an offset that unclean elections have changed, by place. */
  readonly several: Map<string, Set<string>>
  /** Events by offset, by topic and partition. */
  readonly events: Map<string, BoundedMap<number, string>[]>
}

/** S2: whatever anybody learns of an offset, it is the same event for good. */
export const onePerOffset = defineInvariant<PlaceState>({
  id: 'one-per-offset',
  kind: 'safety',
  label: 'one record per offset',
  statement:
    'An offset of a partition holds one record: producers and all readers see the same event there, but for what an unclean election has cut off.',
  kinds: FACTS,
  create: () => ({ bounds: new LogBounds(), several: new Map(), events: new Map(), found: null }),
  step: (state, event) => {
    state.found = null
    if (event.key === 'leader') state.bounds.step(event)
    const fact = factOf<AppendFact>(event, 'append') ?? factOf<HandledFact>(event, 'handled')
    if (fact === null || fact.event === '' || fact.offset < 0) return
    const events = offsetsOf(state, fact)
    const known = events.get(fact.offset)
    if (known !== fact.event) events.set(fact.offset, fact.event)
    if (known === undefined || known === fact.event || isOfAnotherLog(state, fact, known)) return
    state.found = {
      summary: `offset ${fact.offset} of ${fact.topic}-${fact.partition} held event ${known}, and then ${fact.event}`,
      request: event.id,
      did: 'One offset held two events',
      figures: { topic: fact.topic, partition: fact.partition, offset: fact.offset },
    }
  },
  broken: ({ found }) => found,
})

/** An offset that was cut off and written again holds one event more: in each log one. */
function isOfAnotherLog({ bounds, several }: PlaceState, fact: AppendFact | HandledFact, known: string): boolean {
  const changes = bounds.changesOf(fact)
  if (changes === 0) return false
  const place = placeOf(fact)
  const events = several.get(place) ?? new Set([known])
  several.set(place, events.add(fact.event))
  return events.size <= 1 + changes
}

function offsetsOf({ events }: PlaceState, { topic, partition }: AppendFact | HandledFact): BoundedMap<number, string> {
  let partitions = events.get(topic)
  if (partitions === undefined) events.set(topic, (partitions = []))
  return (partitions[partition] ??= new BoundedMap(OFFSETS_MIN))
}

interface OrderState extends Found {
  /** The version that each group has applied last, by aggregate. */
  readonly applied: readonly BoundedMap<string, { readonly version: number; readonly request: number }>[]
  /** Which groups have met an event: one bit each. */
  readonly seen: BoundedMap<string, number>
  compared: number
}

/** S3: every reader meets the events of an aggregate in the order of its versions. */
export const orderKept = defineInvariant<OrderState>({
  id: 'order-kept',
  kind: 'safety',
  label: 'aggregates in order',
  statement: 'No reader meets an event of an aggregate for the first time after a later one of it.',
  kinds: FACTS,
  create: () => ({
    applied: GROUPS.map(() => new BoundedMap(AGGREGATES_MIN)),
    seen: new BoundedMap(EVENTS_MIN),
    compared: 0,
    found: null,
  }),
  step: (state, event) => {
    state.found = null
    const fact = factOf<HandledFact>(event, 'handled')
    if (fact === null || fact.version === 0 || !isEventTopic(fact.topic)) return
    const { group, key, version } = fact
    const index = GROUPS.indexOf(group)
    const seenBy = state.seen.get(fact.event) ?? 0
    if ((seenBy & (1 << index)) !== 0) return
    state.seen.set(fact.event, seenBy | (1 << index))
    const applied = state.applied[index]!
    const last = applied.get(key)
    state.compared++
    if (last !== undefined && version < last.version) {
      state.found = {
        summary: `${group} met version ${version} of ${key} after version ${last.version}`,
        request: event.id,
        others: last.request === 0 || last.request === event.id ? [] : [last.request],
        did: 'A later version was read first',
        figures: { group, key, version, after: last.version, partition: fact.partition },
      }
    }
    if (last === undefined || version > last.version) applied.set(key, { version, request: event.id })
  },
  broken: ({ found }) => found,
  figures: ({ compared }) => ({ compared }),
})

interface StoredState extends Found {
  readonly bounds: LogBounds
  /** Where an event was first met, by event. */
  readonly places: BoundedMap<string, Place>
  /** Producers that died: they send again what they do not know the fate of. */
  readonly restarted: Set<string>
}

/** S9: an idempotent producer that lives on stores each event once, however often it has to send it. */
export const storedOnce = defineInvariant<StoredState>({
  id: 'stored-once',
  kind: 'safety',
  label: 'stored once',
  statement:
    'As long as its producer lives, an event is at one offset, however often it was sent, unless an unclean election has cut it off.',
  kinds: ['state', 'crash'],
  create: () => ({ bounds: new LogBounds(), places: new BoundedMap(EVENTS_MIN), restarted: new Set(), found: null }),
  step: (state, event) => {
    state.found = null
    if (event.kind === 'crash') {
      state.restarted.add(event.node)
      return
    }
    if (event.key === 'leader') state.bounds.step(event)
    const fact = factOf<HandledFact>(event, 'handled')
    if (fact === null || fact.event === '' || !isEventTopic(fact.topic)) return
    const known = state.places.get(fact.event)
    // Facts stay for good and are never changed: one is as good as a copy of it.
    if (known === undefined) state.places.set(fact.event, fact)
    if (known === undefined || isSame(known, fact) || state.restarted.has(producerOf(fact.topic))) return
    // Its producer did not know that it was stored, and it was not any more when it was sent again.
    if (state.bounds.changesOf(known) + state.bounds.changesOf(fact) > 0) return
    const [first, second] = [placeOf(known), placeOf(fact)]
    state.found = {
      summary: `event ${fact.event} is stored twice: at ${first} and at ${second}`,
      request: event.id,
      did: 'The log stored it again',
      measure: { value: 2, bound: 1, unit: 'places of one event' },
      figures: { event: fact.event, first, second },
    }
  },
  broken: ({ found }) => found,
})

function isSame(one: Place, other: Place): boolean {
  return one.offset === other.offset && one.partition === other.partition && one.topic === other.topic
}
