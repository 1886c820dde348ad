/** Tells a screen reader what happens, politely and at most once in two seconds. */
import { useEffect, useState } from 'react'
import { useSession } from '../session/session-context'
import { announcement, hear, NOTHING_HEARD } from './announcements'

const GAP_MS = 2000

/** The live region. */
export function Announcer() {
  const session = useSession()
  const [message, setMessage] = useState('')
  useEffect(() => {
    let before = NOTHING_HEARD
    const timer = setInterval(() => {
      const { frame, phase, jumps, description } = session.store.getState()
      if (frame === null && phase !== 'failed') return
      const now = frame === null ? { ...NOTHING_HEARD, phase, jumps } : hear(frame, phase, jumps, session.diagram)
      const text = announcement(
        before,
        now,
        (id) => description?.invariants.find((each) => each.id === id)?.label ?? id,
      )
      before = now
      if (text !== '') setMessage(text)
    }, GAP_MS)
    return () => clearInterval(timer)
  }, [session])
  return (
    <div className="visually-hidden" aria-live="polite" role="status" data-testid="announcer">
      {message}
    </div>
  )
}
