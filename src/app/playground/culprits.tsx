/** Who is to blame for what fails just now, in a corner of the stage. */
import { labelOf } from '../diagram/label-of'
import { usePicturedShallow, useSession } from '../session/session-context'
import { formatRate } from './format'

/** A box that is blamed less often than this per second is not worth naming. */
const BLAME_MIN = 0.5
/** There is room for so many. */
const SHOWN_MAX = 3

/** The boxes that are to blame for what fails, the worst first; nothing while all is well. */
export function Culprits() {
  const session = useSession()
  const ranking = usePicturedShallow((frame) =>
    Object.entries(frame?.boxes ?? {})
      .map(([id, { figures }]) => ({ id, rate: figures.blameRate }))
      .filter(({ rate }) => rate >= BLAME_MIN)
      .toSorted((one, other) => other.rate - one.rate)
      .map(({ id, rate }) => `${id}\t${formatRate(rate)}`),
  )
  if (ranking.length === 0) return null
  return (
    <section className="culprits" aria-label="To blame">
      <h2 className="caption">To blame</h2>
      <ol>
        {ranking.slice(0, SHOWN_MAX).map((row) => {
          const [id, rate] = row.split('\t') as [string, string]
          return (
            <li key={id}>
              <button type="button" className="inspector-choice" onClick={() => session.select({ kind: 'box', id })}>
                <span>{labelOf(session.diagram, id)}</span>
                <span className="mono inspector-choice-line">{rate} failed or turned away</span>
              </button>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
