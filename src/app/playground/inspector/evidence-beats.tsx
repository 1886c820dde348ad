/** The three beats of a violation, each with its time: numbered, so that they can be spoken of. */
import { useMemo, type ReactNode } from 'react'
import type { Measure } from '~/kernel/invariant'
import type { CodeLines } from '~/projections/story/code-lines'
import { unitOf } from '~/projections/story/guilt'
import type { Beat, Story } from '~/projections/story/story'
import type { Case } from '../../session/live-store'
import { formatNumber } from '../../session/claim-result'
import { useLive, useSession } from '../../session/session-context'
import { formatTime } from '../format'
import './evidence-beats.css'
import { highlight } from './highlight'

/** The beats of a case. While the last moments are watched, those that are yet to come stand back. */
export function Beats({ shown, story }: { readonly shown: Case; readonly story: Story }) {
  const { cause, deed, guilt } = story
  return (
    <ol className="beats">
      <BeatItem beat={cause} number={1} />
      <BeatItem beat={deed} number={2}>
        {deed.code !== null && <Lines code={deed.code} />}
      </BeatItem>
      <BeatItem beat={guilt} number={3}>
        {guilt.request !== 0 && (
          <p className="beat-who mono">
            <strong>request {guilt.request.toLocaleString('en')}</strong> {guilt.who}
          </p>
        )}
        {guilt.measure !== null && <Bar measure={guilt.measure} />}
        {guilt.request !== 0 && <Looks shown={shown} request={guilt.request} />}
      </BeatItem>
    </ol>
  )
}

interface BeatProps {
  readonly beat: Beat
  readonly number: number
  readonly children?: ReactNode
}

function BeatItem({ beat: { title, text, atMs }, number, children }: BeatProps) {
  const isYetToCome = useLive(({ watching }) => watching !== null && atMs !== null && watching.nowMs < atMs)
  return (
    <li className={`beat ${isYetToCome ? 'beat-to-come' : ''}`}>
      <span className="beat-number" aria-hidden="true">
        {number}
      </span>
      <p className="beat-time mono">{atMs === null ? 'from the start' : formatTime(atMs)}</p>
      <h3 className="beat-title">{title}</h3>
      <p className="beat-text">{text}</p>
      {children}
    </li>
  )
}

/** The lines around the one that decided. */
function Lines({ code: { file, language, first, lines, marked } }: { readonly code: CodeLines }) {
  const rows = useMemo(() => lines.map((line) => highlight(line, language)), [lines, language])
  return (
    <figure className="beat-code">
      <pre tabIndex={0} aria-label={`${file}, line ${marked}`}>
        {rows.map((row, index) => (
          <code key={index} className={first + index === marked ? 'beat-line beat-line-marked' : 'beat-line'}>
            <span className="beat-line-number">{first + index}</span>
            {row}
            {'\n'}
          </code>
        ))}
      </pre>
      <figcaption className="mono">
        {file}, line {marked}
      </figcaption>
    </figure>
  )
}

/** A figure against the bound it broke. */
function Bar({ measure }: { readonly measure: Measure }) {
  const { value, bound, limit, isLeast } = measure
  const most = Math.max(value, bound, limit ?? 0)
  const end = most <= 0 ? 1 : most * 1.06
  const share = (each: number) => `${Math.max(0, Math.min(100, (each / end) * 100))}%`
  const within = Math.min(value, limit ?? bound, bound)
  return (
    <div className="measure">
      <p className="measure-marks mono">
        {limit !== undefined && limit < bound && <span>limit {formatNumber(limit)}</span>}
        <span>
          {isLeast === true ? 'at least' : 'at most'} {formatNumber(bound)}
        </span>
      </p>
      <div className="measure-bar" aria-hidden="true">
        <i className="measure-within" style={{ width: share(within) }} />
        {limit !== undefined && limit < bound && (
          <i
            className="measure-above"
            style={{ left: share(limit), width: `calc(${share(Math.min(value, bound))} - ${share(limit)})` }}
          />
        )}
        {value > bound && (
          <i
            className="measure-over"
            style={{ left: share(bound), width: `calc(${share(value)} - ${share(bound)})` }}
          />
        )}
        {limit !== undefined && limit < bound && <i className="measure-tick" style={{ left: share(limit) }} />}
        <i className="measure-tick" style={{ left: share(bound) }} />
      </div>
      <p className="measure-value mono">
        {formatNumber(value)} {unitOf(value, measure.unit)}
      </p>
    </div>
  )
}

function Looks({ shown, request }: { readonly shown: Case; readonly request: number }) {
  const session = useSession()
  const isEmpty = shown.ordinary?.length === 0
  return (
    <p className="beat-looks">
      <button type="button" className="link-button" onClick={() => void session.follow(request, shown.violation.atMs)}>
        Follow it
      </button>
      {shown.ordinary === null && (
        <button type="button" className="link-button" onClick={() => void session.inquiry.compare()}>
          Compare with an ordinary request
        </button>
      )}
      {isEmpty && <span className="inspector-note">No request of its sort has ended well so far.</span>}
    </p>
  )
}
