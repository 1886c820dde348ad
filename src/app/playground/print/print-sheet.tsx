/** One page to print: the diagram at the moment shown, its claims and verdicts, the guilty request, and the link as a QR code. */
import { useEffect } from 'react'
import type { Violation } from '~/kernel/invariant'
import type { Moment } from '~/projections/annals'
import { href } from '../../base'
import { paletteOf } from '../../diagram/palette'
import { pictureOf } from '../../diagram/picture'
import { formatMoment } from '../../moment-url'
import { formatRunUrl } from '../../run-url'
import type { RunSession } from '../../session/run-session'
import { shownMoment } from '../../session/shown-moment'
import { formatTime } from '../format'
import './print.css'
import { qrOf } from './qr-path'

interface SheetProps {
  readonly session: RunSession
  /** The moment to print; the sheet does not move on. */
  readonly moment: Moment
  /** Called when the sheet is there. */
  readonly onReady: () => void
}

/** The sheet. Only a printer sees it. */
export function PrintSheet({ session, moment, onReady }: SheetProps) {
  const { diagram } = session
  const state = session.store.getState()
  const { description, results } = state
  const { run, nowMs, events, hash, verdicts } = moment
  const scenario = description?.scenarios.find(({ id }) => id === run.scenario)
  const picture = pictureOf(diagram, { palette: paletteOf('light'), moment, bands: state.bands })
  useEffect(() => onReady(), [onReady])
  const labelOf = (id: string) => description?.invariants.find((each) => each.id === id)?.label ?? id
  const violated = verdicts.flatMap(({ held, first }) => (held || first === null || first === undefined ? [] : [first]))
  return (
    <section className="sheet" aria-label="To print">
      <h1>{diagram.title}</h1>
      <p className="sheet-run">
        {scenario?.title ?? run.scenario}, seed {run.seed}, at {formatTime(nowMs)}. {scenario?.hypothesis}
      </p>
      <img
        className="sheet-picture"
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`}
        alt={diagram.title}
      />
      <div className="sheet-columns">
        <div>
          <h2>Claims</h2>
          <ul>
            {diagram.claims.map(({ id, title, statement }) => {
              const isOff = run.without.includes(id)
              const beside = results[id]?.without
              return (
                <li key={id}>
                  <strong>
                    {title}
                    {isOff ? ' (switched off)' : ''}.
                  </strong>{' '}
                  {statement}
                  {beside !== undefined && ` Without it: ${beside.held ? 'held' : beside.evidence || 'violated'}.`}
                </li>
              )
            })}
          </ul>
        </div>
        <div>
          <h2>
            {violated.length === 0
              ? `All ${verdicts.length} invariants hold`
              : `${violated.length} of ${verdicts.length} invariants violated`}
          </h2>
          <ul className="sheet-verdicts">
            {verdicts.map(({ id, held }) => (
              <li key={id}>
                {held ? '✓' : '✕'} {labelOf(id)}
              </li>
            ))}
          </ul>
        </div>
      </div>
      {violated.map((violation) => (
        <Guilty key={violation.invariant} violation={violation} label={labelOf(violation.invariant)} state={state} />
      ))}
      <Link session={session} moment={moment} />
      <p className="sheet-trace">
        {events.toLocaleString('en')} events, trace {hash}: the same run gives the same one, in any browser.
      </p>
    </section>
  )
}

interface GuiltyProps {
  readonly violation: Violation
  readonly label: string
  readonly state: ReturnType<RunSession['store']['getState']>
}

/** Why an invariant does not hold: in three beats where they are known, else in one sentence. */
function Guilty({ violation, label, state }: GuiltyProps) {
  const { evidence, atMs, invariant } = violation
  const story = state.case?.violation.invariant === invariant ? state.case.story : null
  return (
    <div className="sheet-guilty">
      <h2>
        ✕ {label}, at {formatTime(atMs)}
        {evidence.request === 0 ? '' : `, request ${evidence.request.toLocaleString('en')}`}
      </h2>
      {story === null ? (
        <p>{evidence.summary}</p>
      ) : (
        <ol>
          {[story.cause, story.deed, story.guilt].map((beat) => (
            <li key={beat.title}>
              <strong>
                {beat.atMs === null ? 'from the start' : formatTime(beat.atMs)} {beat.title}.
              </strong>{' '}
              {beat.text}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function Link({ session, moment }: { readonly session: RunSession; readonly moment: Moment }) {
  const { run } = moment
  const query = formatRunUrl(run)
  if (query === null) return <p>This run has too many changes for a link.</p>
  const looked = { ...shownMoment(session.store.getState()), ...(moment.nowMs === 0 ? {} : { atMs: moment.nowMs }) }
  const link = `${location.origin}${href(`d/${run.simulation}/`)}?${query}${formatMoment(looked)}`
  const code = qrOf(link)
  return (
    <div className="sheet-link">
      {code !== null && (
        <svg
          className="sheet-code"
          viewBox={`0 0 ${code.size} ${code.size}`}
          role="img"
          aria-label="QR code of the link"
        >
          <rect width={code.size} height={code.size} fill="#ffffff" />
          <path d={code.path} fill="#000000" />
        </svg>
      )}
      <p>
        <strong>This very run, at this moment:</strong>
        <br />
        <span className="mono">{link}</span>
      </p>
    </div>
  )
}
