/** A button that does something to a box: what it does is recorded in the address of the run, as any other act. */
import { useState } from 'react'
import { instancesOf } from '~/kernel/diagram'
import type { Json } from '~/kernel/json'
import type { PanelAct } from '~/kernel/panel'
import { useSession } from '../../../session/session-context'
import type { Place } from './use-page'

interface ActButtonProps {
  readonly place: Place
  readonly act: PanelAct
  /** Done first, such as to bring what the act names. */
  readonly before?: () => Promise<unknown>
  /** Hears what the box wants shown. */
  readonly onShown?: (shown: Json) => void
}

/** The button, and below it why it could not be done. */
export function ActButton({ place, act, before, onShown }: ActButtonProps) {
  const session = useSession()
  const [problem, setProblem] = useState('')
  const { label, verb, value } = act
  const { box, instance } = place
  const run = async () => {
    await before?.()
    const target = { kind: 'box', box, ...(instancesOf(session.diagram, box) > 1 ? { instance } : {}) } as const
    const shown = await session.inject({ verb, target, ...(value === undefined ? {} : { value }) })
    onShown?.(shown)
  }
  const press = () =>
    run().then(
      () => setProblem(''),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    )
  return (
    <>
      <button type="button" className="button button-small" onClick={() => void press()}>
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
