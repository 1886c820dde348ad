/** A button that does something to a box: what it does is recorded in the address of the run, as any other act. */
import { useState } from 'react'
import { instancesOf } from '~/kernel/diagram'
import type { PanelAct } from '~/kernel/panel'
import { useSession } from '../../../session/session-context'
import type { Place } from './use-page'

/** The button, and below it why it could not be done. */
export function ActButton({ place, act }: { readonly place: Place; readonly act: PanelAct }) {
  const session = useSession()
  const [problem, setProblem] = useState('')
  const { label, verb, value } = act
  const { box, instance } = place
  const run = () => {
    const target = { kind: 'box', box, ...(instancesOf(session.diagram, box) > 1 ? { instance } : {}) } as const
    session.inject({ verb, target, ...(value === undefined ? {} : { value }) }).then(
      () => setProblem(''),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    )
  }
  return (
    <>
      <button type="button" className="button button-small" onClick={run}>
        {label}
      </button>
      {problem !== '' && (
        <p className="inspector-note tone-failed" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}
