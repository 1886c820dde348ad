/** The time cursor as a slider over the whole chart: played moments can be shown again by dragging, touch or keyboard. */
import type { ChangeEvent, KeyboardEvent } from 'react'
import { useLive, useSession } from '../../session/session-context'
import { formatTime } from '../format'

/** One press of an arrow key, in milliseconds. */
const STEP_MS = 100
const PAGE_MS = 1000

/** The slider. It lies invisibly over the chart, which draws the cursor. */
export function Scrubber() {
  const session = useSession()
  const nowMs = useLive(({ frame }) => frame?.nowMs ?? 0)
  const headMs = useLive((state) => state.headMs)
  const totalMs = useLive(({ frame }) => frame?.totalMs ?? 0)
  const isPast = useLive(({ viewing }) => viewing !== null)
  const canRewind = useLive(({ can }) => can?.rewind !== false)
  const change = (event: ChangeEvent<HTMLInputElement>) => session.scrub(Number(event.target.value))
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    // Steps lie on the grid of the keyframes, whatever the moment is they start from.
    const cells = nowMs / STEP_MS
    const from = step > 0 ? Math.floor(cells + 1e-6) : Math.ceil(cells - 1e-6)
    session.scrub(Math.min(headMs, from * STEP_MS + step))
  }
  return (
    <input
      type="range"
      className="scrubber"
      aria-label="Moment shown"
      aria-valuetext={`${formatTime(nowMs)} of ${formatTime(headMs)} played${isPast ? ', in the past' : ''}`}
      min={0}
      max={Math.max(totalMs, 1)}
      step="any"
      value={nowMs}
      disabled={headMs === 0 || !canRewind}
      onChange={change}
      onKeyDown={press}
    />
  )
}

const STEPS: Readonly<Partial<Record<string, number>>> = {
  ArrowLeft: -STEP_MS,
  ArrowDown: -STEP_MS,
  ArrowRight: STEP_MS,
  ArrowUp: STEP_MS,
  PageDown: -PAGE_MS,
  PageUp: PAGE_MS,
}
