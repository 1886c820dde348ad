/** Play, pause, step, restart, speed and time. */
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { fallsShort, formatSpeed, SPEEDS } from '../../session/pace'
import { ToneMark } from '../../diagram/tone-mark'
import { formatLength, formatTime } from '../format'
import { PauseIcon, PlayIcon, RestartIcon, StepBackIcon, StepIcon } from '../icons'
import './transport.css'

/** The transport. The slim one leaves out going back. */
export function Transport({ isSlim = false }: { readonly isSlim?: boolean }) {
  const session = useSession()
  const phase = useLive((state) => state.phase)
  const isDead = phase === 'booting' || phase === 'failed'
  const isPast = useLive(({ viewing }) => viewing !== null)
  const canRewind = useLive(({ can }) => can?.rewind !== false)
  const isAtStart = useLive(({ frame }) => (frame?.events ?? 0) === 0)
  return (
    <div className="transport" role="group" aria-label="Transport">
      <button
        type="button"
        className="button button-icon"
        aria-label="Restart"
        title="Restart (r)"
        disabled={isDead}
        onClick={() => session.restart()}
      >
        <RestartIcon />
      </button>
      {!isSlim && canRewind && (
        <button
          type="button"
          className="button button-icon"
          aria-label="Step back one event"
          title="Step back one event (,)"
          disabled={isDead || isAtStart}
          onClick={() => void session.stepBack()}
        >
          <StepBackIcon />
        </button>
      )}
      <PlayButton />
      <button
        type="button"
        className="button button-icon"
        aria-label="Step one event"
        title="Step one event (.)"
        disabled={isDead || (phase === 'ended' && !isPast)}
        onClick={() => void session.step()}
      >
        <StepIcon />
      </button>
      <SpeedSelect />
      <RunTime />
    </div>
  )
}

function PlayButton() {
  const session = useSession()
  const phase = useLive((state) => state.phase)
  const isRunning = phase === 'running'
  const isPast = useLive(({ viewing }) => viewing !== null)
  const word = isRunning ? 'Pause' : phase === 'ended' && !isPast ? 'Replay' : 'Play'
  return (
    <button
      type="button"
      className="button button-solid transport-play"
      title={`${word} (Space)`}
      disabled={phase === 'booting' || phase === 'failed'}
      onClick={() => session.toggle()}
    >
      {isRunning ? <PauseIcon /> : <PlayIcon />}
      {word}
    </button>
  )
}

function SpeedSelect() {
  const session = useSession()
  const speed = useLive((state) => state.speed)
  const achieved = useLive((state) => (state.achieved === null ? null : formatSpeed(state.achieved)))
  const isShort = useLive((state) => fallsShort(state.achieved, state.speed))
  const isRealTime = useLive(({ can }) => can?.isRealTime === true)
  return (
    <span className="transport-speed">
      {isRealTime ? (
        <RealTime />
      ) : (
        <select
          className="field mono"
          aria-label="Speed"
          value={speed}
          onChange={(event) => session.setSpeed(Number(event.target.value))}
        >
          {SPEEDS.map((each) => (
            <option key={each} value={each}>
              {formatSpeed(each)}
            </option>
          ))}
        </select>
      )}
      <span
        className={`transport-achieved mono ${isShort ? 'tone-throttled transport-short' : ''}`}
        title="The speed this device achieves. It falls behind honestly and never skips work."
        data-testid="achieved"
      >
        {isShort && <ToneMark tone="throttled" size={10} />}
        {achieved === null ? '' : `runs ${achieved}`}
      </span>
    </span>
  )
}

/** What stands in the place of the speeds where there is one. */
function RealTime() {
  return (
    <span
      className="transport-real mono"
      title="Live stores answer in real time: such a run goes at 1× only. Its recording goes at any speed."
    >
      1× <span className="transport-real-word">live</span>
    </span>
  )
}

function RunTime() {
  const [now, total] = useLiveShallow(({ frame }) => [formatTime(frame?.nowMs ?? 0), formatLength(frame?.totalMs ?? 0)])
  return (
    <span className="transport-time mono">
      <span data-testid="time">{now}</span>
      <span className="transport-total"> / {total}</span>
    </span>
  )
}
