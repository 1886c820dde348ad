/** Says once that a device cannot keep up with the run, and offers what it can: to play slower, or a lighter load. */
import { useCallback, useEffect, useState } from 'react'
import { formatSpeed } from '../../session/pace'
import { useLive, useSession } from '../../session/session-context'
import { formatNumber } from '../../session/claim-result'
import { lighterLoad, speedWithin } from './lighter-load'

/** What falls short by less, or for a shorter time, nobody needs to be told. */
const SHORT = 0.8
const SHORT_MS = 4_000
/** It lies over the diagram, so it goes by itself, unless somebody is at it: the speed and the load can be chosen at their places, too. */
const SHOWN_MS = 20_000

/** The notice. Who asks for more than real time knows that he asks for much. */
export function SlowDevice() {
  const isShort = useLive(
    ({ phase, viewing, speed, achieved }) =>
      phase === 'running' && viewing === null && speed <= 1 && achieved !== null && achieved < speed * SHORT,
  )
  const [state, setState] = useState<'watching' | 'offered' | 'answered'>('watching')
  useEffect(() => {
    if (!isShort || state !== 'watching') return
    const timer = setTimeout(() => setState('offered'), SHORT_MS)
    return () => clearTimeout(timer)
  }, [isShort, state])
  const onAnswer = useCallback(() => setState('answered'), [])
  // A recording has the load that it has.
  const isRecorded = useLive(({ recording }) => recording !== null)
  return state === 'offered' && !isRecorded ? <Offer onAnswer={onAnswer} /> : null
}

function Offer({ onAnswer }: { readonly onAnswer: () => void }) {
  const session = useSession()
  // What was so when it was offered: figures that change while one reads help nobody.
  const [{ achieved, slower, lighter }] = useState(() => {
    const { achieved: now, speed, description, frame } = session.store.getState()
    const reached = now ?? speed * SHORT
    return {
      achieved: reached,
      slower: speedWithin(reached),
      lighter: description === null || frame === null ? null : lighterLoad(description, frame, reached / speed),
    }
  })
  const isRealTime = useLive(({ can }) => can?.isRealTime === true)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(onAnswer, SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isHeld, onAnswer])
  const answer = (choose: () => void) => () => {
    choose()
    onAnswer()
  }
  return (
    <div
      className="notices notices-device"
      role="status"
      aria-label="About this device"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p>
        This device plays the run at {formatSpeed(achieved)}: every request is executed, and that is more than it can do
        in real time.{isRealTime && ' What is measured then tells of the machine, and not of the stores.'}
      </p>
      <div className="notices-choices">
        {!isRealTime && (
          <button type="button" className="button button-small" onClick={answer(() => session.setSpeed(slower))}>
            Play at {formatSpeed(slower)}
          </button>
        )}
        {lighter !== null && (
          <button
            type="button"
            className="button button-small"
            onClick={answer(() => {
              for (const act of lighter.acts) void session.inject(act)
            })}
          >
            {formatNumber(lighter.perSecond)} requests a second, in real time
          </button>
        )}
        <button type="button" className="button button-small" onClick={onAnswer}>
          Leave it
        </button>
      </div>
    </div>
  )
}
