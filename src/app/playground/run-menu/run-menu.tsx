/** What the run is: its scenario, its seed, its parameters, and what was done to it. One button beside Play, which says the most of it. */
import { useRef } from 'react'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { ChevronIcon } from '../tool-icons'
import { useDismiss } from '../use-dismiss'
import { ParameterFields } from './parameter-fields'
import './run-menu.css'
import { ScenarioChoice } from './scenario-choice'
import { SeedField } from './seed-field'

/** The menu. */
export function RunMenu() {
  const menuRef = useRef<HTMLDetailsElement>(null)
  useDismiss(menuRef)
  const title = useLive(({ description, run }) => description?.scenarios.find(({ id }) => id === run?.scenario)?.title)
  const seed = useLive(({ run }) => run?.seed)
  return (
    <details className="run-menu" ref={menuRef}>
      <summary className="button">
        <span className="run-menu-kind">Scenario</span>
        <span className="run-menu-title">{title ?? '…'}</span>
        <span className="run-menu-seed mono">seed {seed ?? '…'}</span>
        <ChevronIcon />
      </summary>
      <div className="run-menu-sheet">
        <ScenarioChoice />
        <div className="run-menu-terms">
          <SeedField />
          <ParameterFields />
          <ActsNote />
        </div>
      </div>
    </details>
  )
}

/** Says that acts of the visitor are part of the run, and forgets them. */
function ActsNote() {
  const session = useSession()
  const [count] = useLiveShallow(({ frame }) => [frame?.run.actions.length ?? 0])
  if (count === 0) return null
  return (
    <p className="acts-note">
      {count} {count === 1 ? 'change of yours is' : 'changes of yours are'} part of this run and its address.{' '}
      <button type="button" className="link-button" onClick={() => session.change({ actions: [] })}>
        Forget {count === 1 ? 'it' : 'them'}
      </button>
    </p>
  )
}
