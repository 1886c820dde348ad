/** Connects the keyboard to the session. */
import { useEffect } from 'react'
import { speedBeside } from '../session/pace'
import type { RunSession } from '../session/run-session'
import { takeBackLastAct } from '../session/take-back'
import { closeMenu, openMenu } from './break/open-menu'
import { focusSoon, selectorOf } from './focus-soon'
import { commandOf, type Command } from './keys'
import type { Presenting } from './present/use-presenting'

const STORAGE_KEY = 'boxes-and-arrows.characters'

/** Whether keys that are single characters do something. */
export function allowsCharacters(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off'
  } catch {
    return true
  }
}

/** Switches single characters on or off, for this and later visits. */
export function allowCharacters(isAllowed: boolean): void {
  try {
    localStorage.setItem(STORAGE_KEY, isAllowed ? 'on' : 'off')
  } catch {
    // Without storage the keys stay as they are.
  }
}

/** Arrows of the graph are SVG; they have the focus like any other element. */
type Focusable = HTMLElement | SVGElement

function isFocusable(target: EventTarget | null): target is Focusable {
  return target instanceof HTMLElement || target instanceof SVGElement
}

/** What a page does at keys that are not about its run. */
export interface PageKeys {
  openHelp?(): void
  openPalette?(): void
  /** Shows the diagram to a room, or ends that; `leave` says whether it was so. */
  readonly presenting?: Presenting
  /** Leaves what stands beside the run; asked when Esc has nothing else to close. */
  leave?(): void
}

/** Listens while the page has the focus. */
export function useKeys(session: RunSession, page: PageKeys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]') !== null) return
      const target = isFocusable(event.target) ? event.target : document.body
      const command = commandOf({
        key: event.key,
        hasModifier: event.ctrlKey || event.metaKey || event.altKey,
        isCommand: event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey,
        // A slider takes arrows; nothing is typed into it.
        tag: target instanceof HTMLInputElement && target.type === 'range' ? 'SLIDER' : target.tagName.toUpperCase(),
        role: target.getAttribute('role'),
        isEditable: target instanceof HTMLElement && target.isContentEditable,
        allowsCharacters: allowsCharacters(),
      })
      if (command === null) return
      event.preventDefault()
      event.stopPropagation()
      obey(command, session, target, page)
    }
    // Before React Flow, which would take Space as a choice of the focused box.
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [session, page])
}

function obey(command: Command, session: RunSession, target: Focusable, page: PageKeys): void {
  const { speed, selection, followed, menu, case: shown } = session.store.getState()
  if (command === 'toggle') session.toggle()
  else if (command === 'step') void session.step()
  else if (command === 'step-back') void session.stepBack()
  else if (command === 'present') session.goToPresent()
  else if (command === 'slower') session.setSpeed(speedBeside(speed, -1))
  else if (command === 'faster') session.setSpeed(speedBeside(speed, 1))
  else if (command === 'restart') session.restart()
  else if (command === 'help') page.openHelp?.()
  else if (command === 'palette') page.openPalette?.()
  else if (command === 'show') page.presenting?.toggle()
  else if (command === 'undo') takeBackLastAct(session)
  else if (command === 'break') openBreak(session, target)
  else if (menu !== null) closeMenu(session)
  // What else is open is not shown to the room.
  else if (page.presenting?.leave() === true) return
  else if (followed !== null) session.unfollow()
  else if (shown !== null) session.closeCase()
  else if (selection !== null) close(session, selection.id)
  else page.leave?.()
}

/** Opens the menu of the focused box or arrow, or of the selected one, and goes there. */
function openBreak(session: RunSession, target: Focusable): void {
  const element = target.closest<Focusable>('.react-flow__node, .react-flow__edge')
  const id = element?.dataset['id']
  const kind = element?.classList.contains('react-flow__edge') === true ? 'arrow' : 'box'
  const selection = id === undefined ? session.store.getState().selection : ({ kind, id } as const)
  if (selection === null) return
  openMenu(session, selection)
}

/** Closes the inspector and goes back to what was inspected. */
function close(session: RunSession, id: string): void {
  session.select(null)
  focusSoon(selectorOf(id))
}
