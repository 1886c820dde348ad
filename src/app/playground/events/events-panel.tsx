/** The events of the run up to the moment shown, newest first: filtered, and drawn only as far as one can see. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { arrowName } from '~/kernel/arrow'
import { KINDS, type Kind } from '~/kernel/kind'
import type { Happening } from '~/projections/chronicle'
import type { Keyframe } from '~/projections/frame'
import { useLive, useSession } from '../../session/session-context'
import { formatTime } from '../format'
import { placeOf, summaryOf, toneOfKind } from '../inspector/event-list'
import type { PlainEvent } from '~/kernel/trace'
import './events.css'
import { useEvents, type EventFilter } from './use-events'

const ROW = 25

/** The panel; it asks the engine for nothing while it is closed. */
export function EventsPanel({ isOpenFirst = false }: { readonly isOpenFirst?: boolean }) {
  const [isOpen, setOpen] = useState(isOpenFirst)
  return (
    <details className="events-panel" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Events</summary>
      {isOpen && <Events />}
    </details>
  )
}

function Events() {
  const session = useSession()
  const [filter, setFilter] = useState<EventFilter>({ place: '', kind: '', text: '' })
  const [isAtTop, setAtTop] = useState(true)
  const { found, isLooking, more } = useEvents(filter, isAtTop)
  const scrollRef = useRef<HTMLDivElement>(null)
  // The rows are read in this component only, so nothing memoised can miss a change.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: found.events.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = scrollRef.current!
    setAtTop(scrollTop < ROW)
    if (scrollHeight - scrollTop - clientHeight < 10 * ROW) more()
  }
  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      <div className="events-rows" ref={scrollRef} onScroll={scrolled} tabIndex={0} role="region" aria-label="Events">
        <ol style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const event = found.events[index]!
            return (
              <Row key={event.n} event={event} top={start} onFollow={() => void session.follow(event.id, event.t)} />
            )
          })}
        </ol>
        {found.events.length === 0 && !isLooking && <Nothing isForgotten={found.isForgotten} />}
      </div>
      <p className="events-note mono" role="status">
        {isLooking ? 'looking …' : `${found.events.length.toLocaleString('en')} shown`}
        {!isLooking && found.restUpTo !== null && ', scroll for more'}
        {!isLooking && found.isForgotten && ', earlier ones were let go'}
        {!isAtTop && ' · the list stands still while you are not at its top'}
      </p>
    </>
  )
}

interface RowProps {
  readonly event: PlainEvent
  readonly top: number
  readonly onFollow: () => void
}

function Row({ event, top, onFollow }: RowProps) {
  return (
    <li className="events-row mono" style={{ height: ROW, transform: `translateY(${top}px)` }}>
      <span>{formatTime(event.t)}</span>
      <span className={`tone-${toneOfKind(event.kind)} events-row-kind`}>{event.kind}</span>
      <span className="events-row-key">{event.key}</span>
      <span className="events-row-place">{placeOf(event)}</span>
      {event.id > 0 ? (
        <button type="button" className="link-button" onClick={onFollow}>
          request {event.id}
        </button>
      ) : (
        <span />
      )}
      <span className="events-row-data">{event.data === undefined ? '' : summaryOf(event.data)}</span>
    </li>
  )
}

interface FiltersProps {
  readonly filter: EventFilter
  readonly onChange: (filter: EventFilter) => void
}

function Filters({ filter, onChange }: FiltersProps) {
  const { diagram } = useSession()
  return (
    <div className="events-filters" role="search" aria-label="Filter events">
      <select
        className="field"
        aria-label="Box or arrow"
        value={filter.place}
        onChange={(event) => onChange({ ...filter, place: event.target.value })}
      >
        <option value="">everywhere</option>
        <optgroup label="Boxes">
          {Object.entries(diagram.boxes).map(([id, { label }]) => (
            <option key={id} value={`box:${id}`}>
              {label}
            </option>
          ))}
        </optgroup>
        <optgroup label="Arrows">
          {diagram.arrows.map((arrow) => (
            <option key={arrowName(arrow)} value={`arrow:${arrowName(arrow)}`}>
              {diagram.boxes[arrow.from]!.label} → {diagram.boxes[arrow.to]!.label}
            </option>
          ))}
        </optgroup>
      </select>
      <select
        className="field"
        aria-label="Kind"
        value={filter.kind}
        onChange={(event) => onChange({ ...filter, kind: event.target.value as Kind | '' })}
      >
        <option value="">every kind</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {kind}
          </option>
        ))}
      </select>
      <input
        className="field"
        type="search"
        aria-label="Text"
        placeholder="text in the event"
        maxLength={200}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
      />
    </div>
  )
}

const NO_HAPPENINGS: readonly Happening[] = []

/** Nothing was found: because there is nothing, or because the trace has let go of it. */
function Nothing({ isForgotten }: { readonly isForgotten: boolean }) {
  const session = useSession()
  const isPast = useLive(({ viewing }) => viewing !== null)
  const kept = useLive(({ frame }) => (frame as Partial<Keyframe> | null)?.happenings ?? NO_HAPPENINGS)
  const sorts = useMemo(
    () => kept.map(({ count, event }) => ({ count, event: event as unknown as PlainEvent })),
    [kept],
  )
  if (!isPast || !isForgotten) return <p className="events-note">No event like that.</p>
  return (
    <div className="events-kept">
      <p className="events-note">
        The trace has let go of these events. The keyframe holds the last one of each sort.{' '}
        <button
          type="button"
          className="button button-small"
          onClick={() => void session.exactly().catch(() => undefined)}
        >
          Execute to here for all
        </button>
      </p>
      <ol>
        {sorts.map(({ count, event }) => (
          <li key={event.n} className="events-kept-row mono">
            <span>{formatTime(event.t)}</span>
            <span className={`tone-${toneOfKind(event.kind)} events-row-kind`}>{event.kind}</span>
            <span>{event.key}</span>
            <span className="events-row-place">{placeOf(event)}</span>
            <span>{count > 1 ? `1 of ${count.toLocaleString('en')}` : ''}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
