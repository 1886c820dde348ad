/** Opens and closes the menu of a box or an arrow. */
import type { Selection } from '../../session/live-store'
import type { RunSession } from '../../session/run-session'
import { focusSoon, selectorOf } from '../focus-soon'

/** Opens the menu, with the focus on what `first` finds in it: else on the first fault. */
export function openMenu({ store }: RunSession, selection: Selection, first = '[data-break-first]'): void {
  store.setState({ menu: selection })
  focusSoon(`.box-menu ${first}`)
}

/** Closes the menu, if one is open; the focus goes back to what it belongs to. */
export function closeMenu({ store }: RunSession): void {
  const { menu } = store.getState()
  if (menu === null) return
  store.setState({ menu: null })
  focusSoon(selectorOf(menu.id))
}
