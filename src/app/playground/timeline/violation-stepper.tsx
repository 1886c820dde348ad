/** Goes from one violation of the run to the one before or after it. */
import { useMemo } from 'react'
import { useLive, useSession } from '../../session/session-context'

const NO_TIMES: Readonly<Record<string, readonly number[]>> = {}

/** The stepper; nothing while nothing was violated. */
export function ViolationStepper() {
  const timesOf = useLive(({ head }) => head?.violationTimes ?? NO_TIMES)
  const nowMs = useLive(({ frame }) => frame?.nowMs ?? 0)
  const canRewind = useLive(({ can }) => can?.rewind !== false)
  const times = useMemo(
    () => [...new Set(Object.values(timesOf).flat())].toSorted((one, other) => one - other),
    [timesOf],
  )
  if (times.length === 0 || !canRewind) return null
  const passed = times.filter((atMs) => atMs <= nowMs).length
  // Standing on one, the one before it is meant.
  const before = times[times[passed - 1] === nowMs ? passed - 2 : passed - 1]
  const after = times[passed]
  return (
    <span className="violation-stepper" role="group" aria-label="Violations">
      <StepButton label="Previous violation" sign="‹" toMs={before} />
      <span className="mono tone-failed violation-count">
        {passed}/{times.length}
      </span>
      <StepButton label="Next violation" sign="›" toMs={after} />
    </span>
  )
}

interface StepProps {
  readonly label: string
  readonly sign: string
  /** Where it leads, in milliseconds of the run; undefined if nowhere. */
  readonly toMs: number | undefined
}

function StepButton({ label, sign, toMs }: StepProps) {
  const session = useSession()
  return (
    <button
      type="button"
      className="button button-small button-icon"
      aria-label={label}
      disabled={toMs === undefined}
      onClick={() => session.scrub(toMs!)}
    >
      {sign}
    </button>
  )
}
