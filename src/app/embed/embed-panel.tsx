/** What may stand below the diagram in a frame: the events of the run, or the code of a box. Loaded only where it is asked for. */
import { useState } from 'react'
import { labelOf } from '../diagram/label-of'
import { EventsPanel } from '../playground/events/events-panel'
import { CodeTab } from '../playground/inspector/code-tab'
import '../playground/inspector/inspector.css'
import { useLive, useSession } from '../session/session-context'

/** The panel. */
export function EmbedPanel({ panel }: { readonly panel: 'trace' | 'code' }) {
  return <div className="embed-panel">{panel === 'trace' ? <EventsPanel isOpenFirst /> : <CodePanel />}</div>
}

/** The code of the box that was clicked last, or of the one chosen here. */
function CodePanel() {
  const session = useSession()
  const { diagram } = session
  const selected = useLive(({ selection }) => (selection?.kind === 'box' ? selection.id : null))
  const [first] = Object.keys(diagram.boxes)
  const [last, setLast] = useState(first!)
  const box = selected ?? last
  if (box !== last) setLast(box)
  return (
    <>
      <label className="embed-panel-choice">
        Code of{' '}
        <select
          className="field"
          value={box}
          onChange={({ target }) => session.select({ kind: 'box', id: target.value })}
        >
          {Object.keys(diagram.boxes).map((id) => (
            <option key={id} value={id}>
              {labelOf(diagram, id)}
            </option>
          ))}
        </select>
      </label>
      <CodeTab key={box} box={box} />
    </>
  )
}
