/** A page of a box's state that is asked for again and again while the run is played, and once when it stops. */
import { useEffect, useState } from 'react'
import { useLive, useSession } from '../../session/session-context'
import type { RunSession } from '../../session/run-session'

/** How often a page is asked for while the run is played. */
const REFRESH_MS = 250

/**
 * Asks `question` of the session every `refreshMs` of playing, four times a second if left out. `key` names what is asked: another key starts again.
 * Null until the first answer.
 */
export function useInspection<Answer>(
  key: string,
  question: (session: RunSession) => Promise<Answer>,
  refreshMs = REFRESH_MS,
): Answer | null {
  const session = useSession()
  const phase = useLive((state) => state.phase)
  // Not played, the state changes with steps and acts only; both change the number of events.
  const events = useLive((state) => (state.phase === 'running' ? 0 : (state.frame?.events ?? 0)))
  const isPast = useLive(({ viewing }) => viewing !== null)
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: Answer } | null>(null)
  useEffect(() => {
    if (phase === 'booting' || phase === 'failed') return
    // Replaying the past is drawn from keyframes; boxes can be asked where it stands still.
    if (phase === 'running' && isPast) return
    let isWanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = () => {
      question(session).then(
        (value) => {
          if (!isWanted) return
          setAnswer({ key, value })
          if (phase === 'running') timer = setTimeout(ask, refreshMs)
        },
        // The session itself tells when the engine is gone.
        () => undefined,
      )
    }
    ask()
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
    // `question` is made anew by every render; `key` says when it asks something else.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [session, key, phase, events, isPast, refreshMs])
  return answer !== null && answer.key === key ? answer.value : null
}
