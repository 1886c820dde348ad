/** Why an invariant does not hold, told in three beats: what led here, what the code did, the request in which it shows. */
import type { Case } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'
import { ToneMark } from '../../diagram/tone-mark'
import { Beats } from './evidence-beats'
import { Comparison } from './evidence-compare'
import { EvidenceFoot } from './evidence-foot'
import { JsonView } from './json-view'
import { RequestViews } from '../request/request-panel'
import './evidence.css'

/** The case of a violation. */
export function Evidence({ shown }: { readonly shown: Case }) {
  const { violation, story, events } = shown
  const invariant = useLive(({ description }) => description?.invariants.find(({ id }) => id === violation.invariant))
  const { evidence } = violation
  return (
    <section className="evidence" aria-labelledby="evidence-heading">
      <div className="evidence-told">
        <div className="evidence-head tone-failed">
          <ToneMark tone="failed" size={14} />
          <h2 id="evidence-heading">Does not hold: {invariant?.label ?? violation.invariant}</h2>
        </div>
        <p className="evidence-statement">{invariant?.statement}</p>
        {story === null ? (
          <p className="evidence-summary">{evidence.summary}</p>
        ) : (
          <Beats shown={shown} story={story} />
        )}
        <BesideIt shown={shown} />
        {shown.ordinary !== null && <Comparison shown={shown} ordinary={shown.ordinary} />}
        <details className="evidence-more">
          <summary>All figures, and every step of the request</summary>
          <JsonView value={evidence.figures} />
          {evidence.request !== 0 && events !== null && <RequestViews events={events} />}
          <Others shown={shown} />
        </details>
      </div>
      <EvidenceFoot shown={shown} />
    </section>
  )
}

/** What the same claim shows with its safeguard on, where that was run. */
function BesideIt({ shown: { violation, story } }: { readonly shown: Case }) {
  const without = story?.deed.without ?? ''
  const proof = useLive(({ description }) => description?.claims[without])
  const beside = useLive(({ results }) => results[without]?.with)
  if (proof?.invariant !== violation.invariant || beside?.held !== true) return null
  return (
    <p className="evidence-beside tone-allowed">
      <ToneMark tone="allowed" size={11} />
      <span>With the safeguard on it held{beside.evidence === '' ? '' : `: ${beside.evidence}`}.</span>
    </p>
  )
}

function Others({ shown: { violation } }: { readonly shown: Case }) {
  const session = useSession()
  const { request: guilty, others: all = [] } = violation.evidence
  const others = all.filter((request) => request !== guilty)
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
