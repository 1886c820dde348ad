/** What is real in the run that is shown: every box and every arrow of it, and what does its work. */
import { useMemo, type ReactNode } from 'react'
import { href } from '../base'
import { labelOf, labelOfArrow } from '../diagram/label-of'
import { useLive, useSession } from '../session/session-context'
import { realInRun } from './real-in-run'
import './this-run.css'

/** The words, behind a line that opens them; nothing for a run that stands on nothing live. */
export function ThisRun() {
  const { diagram } = useSession()
  const text = useLive((state) => JSON.stringify(realInRun(diagram, state)))
  const real = useMemo(() => JSON.parse(text) as ReturnType<typeof realInRun>, [text])
  if (real === null) return null
  const { servers, measured, among, engines, code, modelled } = real
  const boxOf = (box: string) => labelOf(diagram, box)
  const arrowOf = (arrow: string) => labelOfArrow(diagram, arrow)
  return (
    <details className="this-run">
      <summary>What is real in this run</summary>
      <dl>
        <Part term="Real servers">
          {servers.map(({ box, by }) => (
            <li key={box}>
              <strong>{boxOf(box)}</strong>: {by}
            </li>
          ))}
        </Part>
        <Part term="Measured: real connections">
          {measured.map((arrow) => (
            <li key={arrow}>{arrowOf(arrow)}</li>
          ))}
        </Part>
        <Part term="Between the servers, unseen">
          {among.map((arrow) => (
            <li key={arrow}>{arrowOf(arrow)}</li>
          ))}
        </Part>
        <Part term="Stores in the engine">
          {engines.map(({ box, by }) => (
            <li key={box}>
              <strong>{boxOf(box)}</strong>: {by}
            </li>
          ))}
        </Part>
        <Part term="Their own code, in real time; how long work takes is modelled">
          {code.length > 0 && <li>{code.map(boxOf).join(', ')}</li>}
        </Part>
        <Part term="Modelled: each way takes">
          {modelled.map(({ arrows, by }) => (
            <li key={by}>
              {arrows.map(arrowOf).join(', ')}
              <span className="mono this-run-way">{by}</span>
            </li>
          ))}
        </Part>
      </dl>
      <p>
        Time is that of the clock on the wall; chance is drawn from the seed.{' '}
        <a href={href('real/#live')}>What is real in any run</a>
      </p>
    </details>
  )
}

/** Nothing where there is nothing of the sort. */
function Part({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  if (children === false || (Array.isArray(children) && children.length === 0)) return null
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <ul>{children}</ul>
      </dd>
    </div>
  )
}
