/** The one thing to try in a frame: what the walk of the diagram breaks, and then heals, at the same button. */
import type { WalkStep } from '~/kernel/walk'
import { doStep } from '../playground/walk/use-walk'
import { useLive, useSession } from '../session/session-context'

/** The button; none where the diagram has no walk. */
export function BreakButton() {
  const session = useSession()
  const steps = useLive(({ description }) => description?.walk?.steps)
  const broken = steps?.find(({ does }) => does !== undefined && !/^(play$|heal:)/.test(does.act))
  const healed = steps?.find(({ at, does }) => at === broken?.at && does?.act.startsWith('heal:') === true)
  const isBroken = useLive(
    ({ frame }) => frame?.boxes[broken?.at ?? '']?.badges.some(({ isLoad }) => isLoad !== true) === true,
  )
  const isOver = useLive(({ phase, viewing }) => phase === 'ended' && viewing === null)
  if (broken?.does === undefined || healed?.does === undefined) return null
  const step: Pick<WalkStep, 'does'> = isBroken ? healed : broken
  return (
    <button
      type="button"
      className={`button embed-break tone-${isBroken ? 'allowed' : 'failed'}`}
      disabled={isOver}
      onClick={() => doStep(session, step)}
    >
      {step.does!.label}
    </button>
  )
}
