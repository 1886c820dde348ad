/** What a box stated and what was done to it, or what went along an arrow: the latest first. */
import { useEffect, useState } from 'react'
import type { Json } from '~/kernel/json'
import { useSession } from '../../session/session-context'
import type { Selection } from '../../session/live-store'
import { EventList } from './event-list'
import { useInspection } from './use-inspection'

const EVENTS_SHOWN = 40

/** The latest events, and one request of them in full if somebody asks. */
export function FactsTab({ selection }: { readonly selection: Selection }) {
  const session = useSession()
  const [request, setRequest] = useState<number | null>(null)
  const [events, setEvents] = useState<readonly Json[]>([])
  const recent = useInspection(`${selection.kind} ${selection.id}`, (asked) => asked.recent(selection, EVENTS_SHOWN))
  useEffect(() => {
    let isWanted = true
    if (request === null) return
    session.request(request).then(
      (found) => isWanted && setEvents(found),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [session, request])
  if (request !== null) {
    return (
      <>
        <div className="redis-key-head">
          <button type="button" className="button button-small" onClick={() => setRequest(null)}>
            ‹ Back
          </button>
          <span className="mono">request {request}</span>
        </div>
        <EventList events={events} label={`Events of request ${request}`} />
      </>
    )
  }
  if (recent === null) return <p className="inspector-note">…</p>
  if (recent.length === 0) return <p className="inspector-note">Nothing has happened here lately.</p>
  return <EventList events={recent} label="Latest events" onRequest={setRequest} />
}
