/** Says that the run is a recording of live stores: when it was made, on what, how fast they were, and what cannot be done to it. */
import { useRef } from 'react'
import { useLive } from '../session/session-context'
import { formatTime } from '../playground/format'
import { useDismiss } from '../playground/use-dismiss'
import '../style/opened-below.css'
import './recording.css'

/** The badge; nothing for a run that is executed. */
export function RecordedBadge() {
  const ref = useRef<HTMLDetailsElement>(null)
  useDismiss(ref)
  const recording = useLive((state) => state.recording)
  if (recording === null) return null
  const { stores, beganAtMs, endMs, lagMs } = recording
  return (
    <details className="recorded" ref={ref}>
      <summary className="button">
        <span aria-hidden="true">●</span> RECORDED
      </summary>
      <div className="opened-below recorded-sheet">
        <h2 className="caption">A recording of live stores</h2>
        <p>
          {beganAtMs === undefined ? 'Made' : `Made on ${new Date(beganAtMs).toLocaleString()}`}, {formatTime(endMs)}{' '}
          long. What the stores answered, and when, is in the file; the code of the boxes is executed anew here.
        </p>
        <table>
          <thead>
            <tr>
              <th scope="col">Store</th>
              <th scope="col">Version</th>
              <th scope="col">Round trip</th>
            </tr>
          </thead>
          <tbody>
            {stores.map(({ kind, title, version, roundTripMs }) => (
              <tr key={kind}>
                <td>{title}</td>
                <td className="mono">{version}</td>
                <td className="mono">{roundTripMs.toFixed(2)} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p>
          The run was at most {lagMs.max.toFixed(1)} ms behind the clock of the wall, {lagMs.mean.toFixed(2)} ms on
          average.
        </p>
        <p>{NOTHING_CAN_BE_DONE} Another scenario or seed runs in the engine of this page.</p>
      </div>
    </details>
  )
}

/** Why nothing is offered that would change a recording. */
export const NOTHING_CAN_BE_DONE =
  'Nothing can be done to a recording, and it cannot go another way: nobody knows what the stores would have answered.'
