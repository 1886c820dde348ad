/** What stands over the stage once a run is over: what was seen, where it was worst, what is drawn, and what to try next. */
import { useState } from 'react'
import { useLive, useSession } from '../../session/session-context'
import { formatSeconds } from '../format'
import { nextExperiment } from './next-experiment'
import './run-end.css'
import { useHeld } from './use-held'
import { whatWasSeen } from './what-was-seen'
import { worstSecond } from './worst-second'

/** The card; it can be put away, and is there again after the next run. */
export function RunEnd() {
  const end = useLive(({ phase, viewing, frame }) => (phase === 'ended' && viewing === null ? frame : null))
  const hash = end?.hash ?? null
  const [putAway, setPutAway] = useState<string | null>(null)
  if (end === null || hash === putAway) return null
  return <EndCard onPutAway={() => setPutAway(hash)} />
}

function EndCard({ onPutAway }: { readonly onPutAway: () => void }) {
  const session = useSession()
  const { diagram } = session
  const frame = useLive((state) => state.frame)
  const columns = useLive((state) => state.columns)
  const description = useLive((state) => state.description)
  const results = useLive((state) => state.results)
  const canRewind = useLive(({ can }) => can?.rewind === true)
  const [showsEnd, setShowsEnd] = useState(false)
  const heldMs = useHeld(columns, canRewind && !showsEnd)
  if (frame === null || description === null) return null
  const nameOf = (id: string) => description.invariants.find((each) => each.id === id)?.label ?? id
  const worst = worstSecond(columns)
  const next = nextExperiment(diagram, description.claims, frame.run, results)
  return (
    <section className="run-end" aria-label="What was seen">
      <div className="run-end-head">
        <h2>What was seen</h2>
        <button type="button" className="box-menu-close" aria-label="Put the summary away" onClick={onPutAway}>
          ✕
        </button>
      </div>
      {whatWasSeen(frame, columns, nameOf).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {worst !== null && (
        <p>
          Worst second: {formatSeconds(worst.fromMs)}, {worst.share} of its requests failed or ended unknown.
        </p>
      )}
      {heldMs !== null && (
        <p>
          Drawn is its last busy moment, {formatSeconds(heldMs)}.{' '}
          <button type="button" className="link-button" onClick={() => setShowsEnd(true)}>
            Draw the end
          </button>
        </p>
      )}
      <div className="run-end-actions">
        {canRewind && (
          <button
            type="button"
            className="button button-small"
            onClick={() => session.scrub(worst?.fromMs ?? heldMs ?? frame.durationMs)}
          >
            {worst === null ? 'Go back to its last busy moment' : 'Go back to its worst second'}
          </button>
        )}
        {next !== null && (
          <button
            type="button"
            className="button button-small button-solid"
            onClick={() => session.runClaim(next.claim, next.side)}
          >
            Next: {next.side === 'without' ? 'without' : 'with'} “
            {diagram.claims.find(({ id }) => id === next.claim)?.title}”
          </button>
        )}
      </div>
    </section>
  )
}
