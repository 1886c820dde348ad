/** The diagram as a table, for those who cannot see it: every box with its line and what is wrong with it. */
import { useEffect, useState } from 'react'
import { arrowName } from '~/kernel/arrow'
import type { Snapshot } from '~/projections/frame'
import { pictured } from '../session/pictured'
import { useSession } from '../session/session-context'
import { formatRate } from './format'

/** A table that talks need not be newer than this. */
const REFRESH_MS = 1000

/** The boxes and arrows in words. It is not shown, and not live: a screen reader reads it when it likes. */
export function BoxTable() {
  const session = useSession()
  const { diagram, store } = session
  const [frame, setFrame] = useState<Snapshot | null>(null)
  useEffect(() => {
    const timer = setInterval(() => setFrame(pictured(store.getState())), REFRESH_MS)
    return () => clearInterval(timer)
  }, [store])
  return (
    <div className="visually-hidden">
      <table>
        <caption>Boxes of {diagram.title}</caption>
        <thead>
          <tr>
            <th scope="col">Box</th>
            <th scope="col">Now</th>
            <th scope="col">Faults</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(diagram.boxes).map(([id, { label }]) => (
            <tr key={id}>
              <th scope="row">{label}</th>
              <td>{frame?.boxes[id]?.line.text ?? 'not running'}</td>
              <td>{frame?.boxes[id]?.badges.map(({ text }) => text).join(', ') || 'none'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>Arrows of {diagram.title}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Rate</th>
          </tr>
        </thead>
        <tbody>
          {diagram.arrows.map((arrow) => (
            <tr key={arrowName(arrow)}>
              <td>{diagram.boxes[arrow.from]!.label}</td>
              <td>{diagram.boxes[arrow.to]!.label}</td>
              <td>{formatRate(frame?.arrows[arrowName(arrow)]?.figures.rate ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
