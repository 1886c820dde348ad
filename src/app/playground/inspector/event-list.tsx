/** Events of the trace as a plain list. */
import { arrowBoxes } from '~/kernel/arrow'
import type { Json } from '~/kernel/json'
import { formatTime } from '../format'
import type { PlainEvent } from '~/kernel/trace'
import './event-list.css'

interface EventListProps {
  readonly events: readonly Json[]
  readonly label: string
  /** Called with the number of a request that somebody wants to follow. */
  readonly onRequest?: (request: number) => void
}

const DATA_LENGTH_MAX = 220

/** Draws events, one line each, with what they carry below. */
export function EventList({ events, label, onRequest }: EventListProps) {
  return (
    <ol className="events" aria-label={label}>
      {(events as unknown as readonly PlainEvent[]).map((event) => (
        <li key={event.n}>
          <span className="mono events-time">{formatTime(event.t)}</span>
          <span className={`events-what tone-${toneOfKind(event.kind)}`}>
            <strong>{event.kind}</strong> {event.key} <span className="events-where">{placeOf(event)}</span>
            {onRequest !== undefined && event.id > 0 && (
              <button type="button" className="link-button mono" onClick={() => onRequest(event.id)}>
                request {event.id}
              </button>
            )}
          </span>
          {event.data !== undefined && <span className="mono events-data">{summaryOf(event.data)}</span>}
        </li>
      ))}
    </ol>
  )
}

/** Where an event happened, for people. */
export function placeOf({ arrow, node, instance }: PlainEvent): string {
  const at = instance === undefined ? node : `${node} #${instance}`
  if (arrow === undefined) return at
  const { from, to } = arrowBoxes(arrow)
  return `${from} → ${to}${from === node ? '' : ` at ${at}`}`
}

/** What a kind of event means. */
export function toneOfKind(kind: string): string {
  if (kind === 'fail' || kind === 'crash' || kind === 'fault') return 'failed'
  return kind === 'info' || kind === 'drop' ? 'unknown' : 'allowed'
}

/** What an event carries, cut to a line or two. */
export function summaryOf(data: unknown): string {
  const text = JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'string' && value.length > 80 ? `${value.slice(0, 80)}…` : value,
  ).replaceAll(/"([A-Za-z]\w*)":/g, '$1: ')
  return text.length > DATA_LENGTH_MAX ? `${text.slice(0, DATA_LENGTH_MAX)}…` : text
}
