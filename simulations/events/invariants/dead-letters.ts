/** S7, S8 and L4: only poison is put aside, readably for everyone; nothing put aside is lost, and it blocks nobody. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { DeadLetterFact, HandledFact, PoisonFact, ReplayFact } from '../facts'
import { FACTS, factOf, isEventTopic, placeOf, producerOf } from './facts-of'
import { LogBounds, type Place } from './log-bounds'

interface ReadableState {
  readonly poison: Set<string>
  found: Evidence | null
}

/** S7: what is stored can be read by every reader, but for what somebody has spoilt. */
export const schemasReadable = defineInvariant<ReadableState>({
  id: 'schemas-readable',
  kind: 'safety',
  label: 'readable by all',
  statement: 'Every event that a service wrote is read by every reader by its own schema.',
  kinds: FACTS,
  create: () => ({ poison: new Set(), found: null }),
  step: (state, event) => {
    state.found = null
    const poison = factOf<PoisonFact>(event, 'poison')
    if (poison !== null) state.poison.add(poison.event)
    const letter = factOf<DeadLetterFact>(event, 'dead-letter')
    if (letter === null || letter.reason !== 'undecodable' || state.poison.has(letter.event)) return
    state.found = {
      summary: `${letter.group} cannot read event ${letter.event} at ${placeOf(letter)}, which nobody has spoilt`,
      request: event.id,
      did: 'A reader met an event that it cannot read',
      figures: { group: letter.group, event: letter.event, place: placeOf(letter) },
    }
  },
  broken: ({ found }) => found,
})

interface LetterState {
  /** Letters without an end yet, by group and event: how often it was put aside. */
  readonly open: Map<string, { readonly t: number; readonly request: number; sent: boolean }>
  /** All there ever were. */
  readonly ever: Set<string>
  in: number
  replayed: number
  superseded: number
  parked: number
  found: Evidence | null
}

/** L4: in = replayed + superseded + parked + pending, and what is pending waits for a replay, not for ever. */
export const lettersAddUp = defineInvariant<LetterState>({
  id: 'letters-add-up',
  kind: 'safety',
  label: 'no letter is lost',
  statement:
    'What was put aside is replayed, superseded, parked or pending: a replay reaches its group, and only that.',
  kinds: FACTS,
  create: () => ({ open: new Map(), ever: new Set(), in: 0, replayed: 0, superseded: 0, parked: 0, found: null }),
  step: (state, event) => {
    state.found = null
    const letter = factOf<DeadLetterFact>(event, 'dead-letter')
    if (letter !== null) {
      const place = `${letter.group} ${letter.event}`
      if (!state.open.has(place)) state.in++
      state.ever.add(place)
      state.open.set(place, { t: event.t, request: event.id, sent: false })
      return
    }
    const replay = factOf<ReplayFact>(event, 'replay')
    if (replay !== null) {
      const place = `${replay.group} ${replay.event}`
      const open = state.open.get(place)
      if (open === undefined) return
      if (replay.outcome === 'sent') open.sent = true
      else {
        state.open.delete(place)
        state.parked++
      }
      return
    }
    const handled = factOf<HandledFact>(event, 'handled')
    if (handled === null || isEventTopic(handled.topic)) return
    const place = `${handled.group} ${handled.event}`
    const open = state.open.get(place)
    if (handled.topic !== `retry.${handled.group}`) {
      state.found = wrongGroup(handled, event.id)
      return
    }
    if (!state.ever.has(place)) state.found = unasked(handled, event.id)
    if (open === undefined || handled.outcome === 'dead-lettered') return
    state.open.delete(place)
    if (handled.outcome === 'applied') state.replayed++
    else state.superseded++
  },
  broken: ({ found }) => found,
  figures: ({ in: all, replayed, superseded, parked, open }) => ({
    in: all,
    replayed,
    superseded,
    parked,
    pending: open.size,
  }),
})

function wrongGroup({ group, event, topic }: HandledFact, request: number): Evidence {
  return {
    summary: `${group} met event ${event} in ${topic}, which is another group's`,
    request,
    did: 'It met what was meant for another group',
    figures: { group, event, topic },
  }
}

function unasked({ group, event, topic }: HandledFact, request: number): Evidence {
  return {
    summary: `${group} met event ${event} in ${topic} without having put it aside`,
    request,
    did: 'It met what it never put aside',
    figures: { group, event },
  }
}

interface AgainState {
  /** Events that a group could not handle, and the others did. */
  readonly aside: Map<string, string>
  readonly done: Map<string, Place>
  readonly bounds: LogBounds
  /** Producers that died: what they sent twice is no replay. */
  readonly restarted: Set<string>
  found: Evidence | null
}

/** A replay goes to the group that failed: the others have had the event and do not meet it again. */
export const replayIsPrivate = defineInvariant<AgainState>({
  id: 'replay-is-private',
  kind: 'safety',
  label: 'replays reach one group',
  statement: 'What one group could not handle is tried again by that group alone.',
  kinds: [...FACTS, 'crash'],
  create: () => ({ aside: new Map(), done: new Map(), bounds: new LogBounds(), restarted: new Set(), found: null }),
  step: (state, event) => {
    state.found = null
    if (event.kind === 'crash') state.restarted.add(event.node)
    if (event.key === 'leader') state.bounds.step(event)
    const letter = factOf<DeadLetterFact>(event, 'dead-letter')
    if (letter !== null) state.aside.set(letter.event, letter.group)
    const handled = factOf<HandledFact>(event, 'handled')
    if (handled === null || !isEventTopic(handled.topic) || !state.aside.has(handled.event)) return
    const place = placeOf(handled)
    const known = state.done.get(`${handled.group} ${handled.event}`)
    state.done.set(`${handled.group} ${handled.event}`, handled)
    if (known === undefined || placeOf(known) === place || state.restarted.has(producerOf(handled.topic))) return
    // What was cut off before its producer knew that it was stored is stored again.
    if (state.bounds.changesOf(known) + state.bounds.changesOf(handled) > 0) return
    state.found = {
      summary: `${handled.group} met event ${handled.event} again at ${place}, because ${state.aside.get(handled.event)!} could not handle it`,
      request: event.id,
      did: 'A group met again what another could not handle',
      figures: { group: handled.group, event: handled.event },
    }
  },
  broken: ({ found }) => found,
})
