/** S2, S3 and S9: one record per offset, each aggregate in its order, and what was sent twice is stored once. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { AppendFact, HandledFact } from '../facts'
import { BoundedMap } from './bounded-map'
import { FACTS, factOf, isEventTopic, placeOf, producerOf, viewOf } from './facts-of'

/** Records that are remembered by their place: some ten seconds of the load. */
const PLACES_MAX = 60_000
const AGGREGATES_MAX = 60_000

interface Found {
  found: Evidence | null
}

interface PlaceState extends Found {
  readonly events: BoundedMap<string, string>
}

/** S2: whatever anybody learns of an offset, it is the same event for good. */
export const onePerOffset = defineInvariant<PlaceState>({
  id: 'one-per-offset',
  kind: 'safety',
  label: 'one record per offset',
  statement: 'An offset of a partition holds one record: producers and all readers see the same event there.',
  kinds: FACTS,
  create: () => ({ events: new BoundedMap(PLACES_MAX), found: null }),
  step: (state, event) => {
    state.found = null
    const fact = factOf<AppendFact>(event, 'append') ?? factOf<HandledFact>(event, 'handled')
    if (fact === null || fact.event === '' || fact.offset < 0) return
    const place = placeOf(fact)
    const known = state.events.get(place)
    state.events.set(place, fact.event)
    if (known === undefined || known === fact.event) return
    state.found = {
      summary: `offset ${fact.offset} of ${fact.topic}-${fact.partition} held event ${known}, and then ${fact.event}`,
      request: event.id,
      figures: { topic: fact.topic, partition: fact.partition, offset: fact.offset },
    }
  },
  broken: ({ found }) => found,
})

interface OrderState extends Found {
  /** The version that a group has applied last, by aggregate. */
  readonly applied: BoundedMap<string, { readonly version: number; readonly request: number }>
  readonly seen: BoundedMap<string, true>
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
    applied: new BoundedMap(AGGREGATES_MAX),
    seen: new BoundedMap(PLACES_MAX),
    compared: 0,
    found: null,
  }),
  step: (state, event) => {
    state.found = null
    const fact = factOf<HandledFact>(event, 'handled')
    if (fact === null || fact.version === 0 || !isEventTopic(fact.topic)) return
    const { group, key, version } = fact
    const once = `${group} ${fact.event}`
    if (state.seen.get(once) === true) return
    state.seen.set(once, true)
    const view = viewOf(group, key)
    const last = state.applied.get(view)
    state.compared++
    if (last !== undefined && version < last.version) {
      state.found = {
        summary: `${group} met version ${version} of ${key} after version ${last.version}`,
        request: event.id,
        others: last.request === 0 || last.request === event.id ? [] : [last.request],
        figures: { group, key, version, after: last.version, partition: fact.partition },
      }
    }
    if (last === undefined || version > last.version) state.applied.set(view, { version, request: event.id })
  },
  broken: ({ found }) => found,
  figures: ({ compared }) => ({ compared }),
})

interface StoredState extends Found {
  /** Where an event was first met, by event. */
  readonly places: BoundedMap<string, string>
  /** Producers that died: they send again what they do not know the fate of. */
  readonly restarted: Set<string>
}

/** S9: an idempotent producer that lives on stores each event once, however often it has to send it. */
export const storedOnce = defineInvariant<StoredState>({
  id: 'stored-once',
  kind: 'safety',
  label: 'stored once',
  statement: 'As long as its producer lives, an event is at one offset, however often it was sent.',
  kinds: ['state', 'crash'],
  create: () => ({ places: new BoundedMap(PLACES_MAX), restarted: new Set(), found: null }),
  step: (state, event) => {
    state.found = null
    if (event.kind === 'crash') {
      state.restarted.add(event.node)
      return
    }
    const fact = factOf<HandledFact>(event, 'handled')
    if (fact === null || fact.event === '' || !isEventTopic(fact.topic)) return
    const place = placeOf(fact)
    const known = state.places.get(fact.event)
    if (known === undefined) state.places.set(fact.event, place)
    if (known === undefined || known === place || state.restarted.has(producerOf(fact.topic))) return
    state.found = {
      summary: `event ${fact.event} is stored twice: at ${known} and at ${place}`,
      request: event.id,
      figures: { event: fact.event, first: known, second: place },
    }
  },
  broken: ({ found }) => found,
})
