/** Says that a moment of the past is shown, how exactly, and leads back to the present. */
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { formatTime } from '../format'
import './past-bar.css'

/** The bar; nothing while the present is shown. */
export function PastBar() {
  const session = useSession()
  const [atMs, isExact] = useLiveShallow(
    ({ viewing, frame }) => [viewing === null ? null : (frame?.nowMs ?? null), viewing?.isExact === true] as const,
  )
  const headMs = useLive((state) => state.headMs)
  const journey = useLive((state) => state.journey)
  const isRunning = useLive(({ phase }) => phase === 'running')
  if (atMs === null) return null
  const share = journey === null || journey.ofMs === 0 ? 0 : journey.nowMs / journey.ofMs
  return (
    <div className="past-bar" role="group" aria-label="Time travel">
      <strong className="mono">{formatTime(atMs)}</strong>
      <span className="past-bar-text">
        {isRunning
          ? `replayed, up to ${formatTime(headMs)}`
          : journey !== null
            ? 'Running it again up to here'
            : isExact
              ? 'Run again up to here, with the same trace hash. What you do now forks the run.'
              : 'of the past. What you do here forks the run: what came after is discarded.'}
      </span>
      {journey !== null && (
        <>
          <progress max={1} value={share} aria-label="Execution up to this moment" />
          <span className="mono">{Math.floor(share * 100)} %</span>
        </>
      )}
      {journey === null && !isExact && !isRunning && (
        <button
          type="button"
          className="button button-small"
          title="Executes the run again up to this moment, so that boxes can be asked what they held"
          onClick={() => void session.exactly().catch(() => undefined)}
        >
          Execute to here
        </button>
      )}
      <button type="button" className="button button-small" onClick={() => session.goToPresent()}>
        Back to {formatTime(headMs)}
      </button>
    </div>
  )
}
