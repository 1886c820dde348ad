/** One request on its way across boxes and arrows: as a waterfall, as a sequence, and event by event. */
import { useState } from 'react'
import type { Json } from '~/kernel/json'
import type { Followed } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'
import { formatTime } from '../format'
import { ToneMark } from '../../diagram/tone-mark'
import { EventList } from '../inspector/event-list'
import './request.css'
import { SequenceView } from './sequence-view'
import type { PlainEvent } from '~/kernel/trace'
import { WaterfallView } from './waterfall-view'

const VIEWS = ['waterfall', 'sequence', 'events'] as const

/** The panel in the place of the inspector. */
export function RequestPanel({ followed }: { readonly followed: Followed }) {
  const session = useSession()
  const { request, events } = followed
  const first = (events?.[0] as { readonly t?: number } | undefined)?.t
  return (
    <section className="request-panel" aria-labelledby="request-heading">
      <div className="store-head">
        <button type="button" className="button button-small" onClick={() => session.unfollow()}>
          ‹ Back
        </button>
        <h2 id="request-heading">Request {request.toLocaleString('en')}</h2>
        {first !== undefined && <span className="inspector-note mono">from {formatTime(first)}</span>}
      </div>
      <WhyGuilty request={request} />
      {events === null ? <p className="inspector-note">…</p> : <RequestViews events={events} />}
      <Recall followed={followed} />
    </section>
  )
}

/** One sentence that says why a request is the guilty one; nothing for any other. */
function WhyGuilty({ request }: { readonly request: number }) {
  const story = useLive(({ case: shown }) => (shown?.violation.evidence.request === request ? shown.story : null))
  if (story === null) return null
  return (
    <p className="request-why tone-failed">
      <ToneMark tone="failed" size={11} />
      <span>
        {story.deed.title}. {story.guilt.text}
      </span>
    </p>
  )
}

/** The three views of a request's events. */
export function RequestViews({ events }: { readonly events: readonly Json[] }) {
  const [view, setView] = useState<(typeof VIEWS)[number]>('waterfall')
  const plain = events as unknown as readonly PlainEvent[]
  if (events.length === 0) return <p className="inspector-note">Its events have been folded away.</p>
  return (
    <>
      <div className="code-files" role="group" aria-label="View of the request">
        {VIEWS.map((each) => (
          <button key={each} type="button" className="chip" aria-pressed={each === view} onClick={() => setView(each)}>
            {each}
          </button>
        ))}
      </div>
      {view === 'waterfall' && <WaterfallView events={plain} />}
      {view === 'sequence' && <SequenceView events={plain} />}
      {view === 'events' && <EventList events={events} label="Events of the request" />}
    </>
  )
}

/** Offers to execute the run anew where the trace no longer has all of it. */
function Recall({ followed: { events } }: { readonly followed: Followed }) {
  const session = useSession()
  const journey = useLive((state) => state.journey)
  const canRewind = useLive(({ can }) => can?.rewind !== false)
  if (events === null || isWhole(events)) return null
  if (journey !== null) {
    return (
      <p className="request-recall">
        <progress max={1} value={journey.ofMs === 0 ? 0 : journey.nowMs / journey.ofMs} aria-label="Execution" />
        <span className="mono">{formatTime(journey.nowMs)}</span>
      </p>
    )
  }
  return (
    <p className="request-recall">
      The trace has let go of {events.length === 0 ? 'its events' : 'some of its messages'}.
      {canRewind && (
        <button
          type="button"
          className="button button-small"
          onClick={() => void session.recall().catch(() => undefined)}
        >
          Execute the run anew
        </button>
      )}
    </p>
  )
}

function isWhole(events: readonly Json[]): boolean {
  const sends = (events as unknown as readonly PlainEvent[]).filter(({ kind }) => kind === 'send')
  return sends.length > 0 && sends.every(({ data }) => data !== undefined)
}
