/** What the invariants of the run say, in one line: that they hold so far, or which does not and why; beside it what is broken just now. */
import { labelOf } from '../diagram/label-of'
import { ToneMark } from '../diagram/tone-mark'
import { useLive, useLiveShallow, useSession } from '../session/session-context'

/** The ribbon. Nothing before the run has begun. */
export function VerdictRibbon() {
  const { diagram } = useSession()
  const count = useLive(({ frame }) => (frame === null || frame.events === 0 ? 0 : frame.verdicts.length))
  const isOver = useLive(({ frame }) => frame?.ended === true)
  const [violated, why] = useLiveShallow(({ frame, description }) => {
    const broken = frame?.verdicts.find(({ held }) => !held)
    const label = description?.invariants.find(({ id }) => id === broken?.id)?.label
    return [label ?? broken?.id ?? null, broken?.first?.evidence.summary ?? ''] as const
  })
  const broken = useLive(({ frame }) =>
    Object.entries(frame?.boxes ?? {})
      .flatMap(([id, { badges }]) =>
        badges.filter(({ isLoad }) => isLoad !== true).map(({ text }) => `${labelOf(diagram, id)}: ${text}`),
      )
      .join(' · '),
  )
  if (count === 0) return null
  return (
    <p className={`embed-ribbon tone-${violated === null ? 'allowed' : 'failed'}`}>
      <span className="embed-verdict">
        <ToneMark tone={violated === null ? 'allowed' : 'failed'} size={10} />{' '}
        {violated === null ? `All ${count} invariants ${isOver ? 'held' : 'hold so far'}` : `Violated: ${violated}`}
      </span>
      <span className="embed-ribbon-cause">{violated === null ? broken : why}</span>
    </p>
  )
}
