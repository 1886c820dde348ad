/** The menu at a box or an arrow: the load it makes, the four things that matter most to do to it, and all the rest on demand. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { labelOf, labelOfArrow } from '../../diagram/label-of'
import { NOTHING_CAN_BE_DONE } from '../../recording/recorded-badge'
import type { Selection } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'
import { selectorOf } from '../focus-soon'
import { formatSeconds } from '../format'
import { LoadControls, useLoadVerbs } from '../load/load-controls'
import './box-menu.css'
import { FaultList } from './fault-list'
import { closeMenu } from './open-menu'
import { placeBeside, type Place } from './place-beside'
import { QuickFaults } from './quick-faults'
import { useActs } from './use-acts'

/** The menu; nothing while none is open. */
export function BoxMenu() {
  const selection = useLive((state) => state.menu)
  return selection === null ? null : <OpenMenu key={`${selection.kind} ${selection.id}`} selection={selection} />
}

function OpenMenu({ selection }: { readonly selection: Selection }) {
  const session = useSession()
  const { diagram } = session
  const menuRef = useRef<HTMLDivElement>(null)
  const [isFull, setFull] = useState(false)
  const place = usePlace(menuRef, selection.id, isFull)
  const { choices, cannot, isOver } = useActs(selection)
  const offered = choices.filter(({ verb }) => cannot[verb] === undefined).length
  const loads = useLoadVerbs(selection.kind === 'box' ? selection.id : '')
  useOutside(menuRef, () => session.store.setState({ menu: null }))
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      closeMenu(session)
    } else moveInMenu(event)
  }
  const name = selection.kind === 'box' ? labelOf(diagram, selection.id) : labelOfArrow(diagram, selection.id)
  return (
    <div
      ref={menuRef}
      className={`box-menu ${isFull ? 'box-menu-full' : ''}`}
      role="dialog"
      aria-label={`Break it: ${name}`}
      style={place ?? { visibility: 'hidden' }}
      onKeyDown={press}
    >
      <div className="box-menu-head">
        <h2>{name}</h2>
        <button type="button" className="box-menu-close" aria-label="Close the menu" onClick={() => closeMenu(session)}>
          ✕
        </button>
      </div>
      {isOver && (choices.length > 0 || loads.length > 0) && <Over />}
      {loads.length > 0 && <LoadControls box={selection.id} />}
      {choices.length === 0 && loads.length === 0 ? (
        <NothingToBreak id={selection.id} isBox={selection.kind === 'box'} />
      ) : (
        <>
          <QuickFaults selection={selection} />
          {choices.length > 0 && (
            <button
              type="button"
              className="quick-fault box-menu-more"
              data-break-button
              aria-expanded={isFull}
              onClick={() => setFull(!isFull)}
            >
              <span aria-hidden="true">…</span>
              {isFull ? 'Fewer' : 'More'}
              {!isFull && (
                <span className="quick-since mono">
                  {offered === choices.length ? `${offered} faults` : `${offered} of ${choices.length} faults`}
                </span>
              )}
            </button>
          )}
          {isFull && <FaultList selection={selection} />}
        </>
      )}
    </div>
  )
}

function NothingToBreak({ id, isBox }: { readonly id: string; readonly isBox: boolean }) {
  const { diagram } = useSession()
  const isRecorded = useLive(({ recording }) => recording !== null)
  if (isRecorded) return <p className="inspector-note">{NOTHING_CAN_BE_DONE}</p>
  const host = isBox ? diagram.boxes[id]?.hostedBy : undefined
  return (
    <p className="inspector-note">
      {host === undefined
        ? 'This arrow stays inside one process: there is no network in it to break.'
        : `This box lives in the process of ${diagram.boxes[host]!.label}: break that one, and this one goes with it.`}
    </p>
  )
}

/** A run that is over cannot be broken, but its past can: that forks the run. */
function Over() {
  const session = useSession()
  const loadedMs = useLive(({ frame }) => frame?.durationMs ?? 0)
  const canRewind = useLive(({ can }) => can?.rewind === true)
  return (
    <div className="box-menu-over">
      <p>The run is over.</p>
      {canRewind && (
        <button type="button" className="button button-small" onClick={() => session.scrub(loadedMs / 2)}>
          Break it at {formatSeconds(loadedMs / 2)} instead
        </button>
      )}
    </div>
  )
}

/** Where the menu has room: beside its box, inside the stage. Null until it is measured. */
function usePlace(menuRef: RefObject<HTMLElement | null>, id: string, isFull: boolean): Place | null {
  const [place, setPlace] = useState<Place | null>(null)
  useLayoutEffect(() => {
    const measure = () => {
      const menu = menuRef.current
      const stage = menu?.closest('.playground-stage')
      const target = stage?.querySelector(`${selectorOf(id)}`)
      if (menu === null || stage == null || target == null) return
      setPlace(placeBeside(target.getBoundingClientRect(), menu.getBoundingClientRect(), stage.getBoundingClientRect()))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(menuRef.current!)
    return () => observer.disconnect()
  }, [menuRef, id, isFull])
  return place
}

/** Pointing anywhere else closes the menu. */
function useOutside(ref: RefObject<HTMLElement | null>, close: () => void): void {
  const closeRef = useRef(close)
  useEffect(() => {
    closeRef.current = close
  })
  useEffect(() => {
    const listen = ({ target }: PointerEvent) => {
      if (ref.current?.contains(target as Node) === false) closeRef.current()
    }
    document.addEventListener('pointerdown', listen, { capture: true })
    return () => document.removeEventListener('pointerdown', listen, { capture: true })
  }, [ref])
}

/** The arrow keys go through the buttons. */
function moveInMenu(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLButtonElement)) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[data-break-button]:not(:disabled)')]
  buttons[buttons.indexOf(event.target) + step]?.focus()
}
