/** The card of a walk: one step, what to do for it, and what was seen. It stands above the diagram and covers nothing. */
import { useLive, useSession } from '../../session/session-context'
import type { Walking } from './use-walk'
import './walk.css'

interface CardProps {
  readonly walking: Walking
  /** Begins the walk anew. */
  readonly begin: (() => void) | null
}

/** The card. */
export function WalkCard({ walking, begin }: CardProps) {
  const { step, index, count, isSeen } = walking
  return (
    <section className="walk" aria-label={`First steps: ${index + 1} of ${count}`}>
      <p className="walk-count mono" aria-hidden="true">
        {index + 1}/{count}
      </p>
      <div className="walk-words" aria-live="polite">
        <h2>
          {isSeen && <span className="walk-done">✓ </span>}
          {step.title}
        </h2>
        <p>{isSeen ? step.seen : step.text}</p>
      </div>
      <div className="walk-buttons">
        <NextButton walking={walking} begin={begin} />
        {!(isSeen && index === count - 1) && (
          <button type="button" className="button walk-skip" onClick={() => walking.leave()}>
            Skip
          </button>
        )}
      </div>
    </section>
  )
}

function NextButton({ walking, begin }: CardProps) {
  const session = useSession()
  const isPlaying = useLive(({ phase }) => phase === 'running')
  const { step, index, count, isSeen, isOver } = walking
  if (isSeen) return <Solid label={index === count - 1 ? 'Done' : 'Next'} onClick={() => walking.next()} />
  if (isOver) return <Solid label="Begin again" onClick={() => begin?.()} />
  if (step.does !== undefined) return <Solid label={step.does.label} onClick={() => walking.act()} />
  return isPlaying ? null : <Solid label="Play" onClick={() => session.play()} />
}

function Solid({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" className="button button-solid" onClick={onClick}>
      {label}
    </button>
  )
}
