/** Why an invariant does not hold: its statement, the figures, and the guilty request event by event. */
import type { Violation } from '~/kernel/invariant'
import { ToneMark } from '../../diagram/tone-mark'
import type { Case } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'
import { formatTime } from '../format'
import { RequestViews } from '../request/request-panel'
import { JsonView } from './json-view'
import './evidence.css'

/** The case of a violation. */
export function Evidence({ shown }: { readonly shown: Case }) {
  const session = useSession()
  const { violation, stopped, events } = shown
  const invariant = useLive(({ description }) => description?.invariants.find(({ id }) => id === violation.invariant))
  const { evidence } = violation
  return (
    <section className="evidence tone-failed" aria-labelledby="evidence-heading">
      <div className="evidence-head">
        <ToneMark tone="failed" size={14} />
        <h2 id="evidence-heading">Violated: {invariant?.label ?? violation.invariant}</h2>
      </div>
      <p className="evidence-statement">{invariant?.statement}</p>
      <p className="evidence-summary">{evidence.summary}</p>
      <p className="inspector-note mono">
        at {formatTime(violation.atMs)}, event {violation.event.toLocaleString('en')}
      </p>
      <div className="evidence-actions">
        {stopped && (
          <button type="button" className="button button-solid" onClick={() => session.play()}>
            Go on
          </button>
        )}
        <button type="button" className="button" onClick={() => session.closeCase()}>
          Close
        </button>
      </div>
      <h3 className="caption">Figures</h3>
      <JsonView value={evidence.figures} />
      {evidence.request !== 0 && (
        <>
          <h3 className="caption">The guilty request, number {evidence.request.toLocaleString('en')}</h3>
          {events === null ? <p className="inspector-note">…</p> : <RequestViews events={events} />}
          <button
            type="button"
            className="button button-small"
            onClick={() => void session.follow(evidence.request, violation.atMs)}
          >
            Follow this request
          </button>
        </>
      )}
      <Others violation={violation} />
    </section>
  )
}

function Others({ violation }: { readonly violation: Violation }) {
  const session = useSession()
  const others = (violation.evidence.others ?? []).filter((request) => request !== violation.evidence.request)
  if (others.length === 0) return null
  const look = (request: number) => void session.follow(request, violation.atMs)
  return (
    <>
      <h3 className="caption">{others.length} more make it one</h3>
      <p className="evidence-others">
        {others.slice(0, 40).map((request) => (
          <button key={request} type="button" className="chip mono" onClick={() => look(request)}>
            {request}
          </button>
        ))}
        {others.length > 40 && <span className="inspector-note"> and {others.length - 40} more</span>}
      </p>
    </>
  )
}
