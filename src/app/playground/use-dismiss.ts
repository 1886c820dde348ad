/** Closes an open `details` menu when somebody presses Escape, wherever the focus is, or points outside of it. */
import { useEffect, type RefObject } from 'react'

/** Escape gives the focus back to the summary; pointing elsewhere leaves it where it goes. */
export function useDismiss(menuRef: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const closeOnEscape = (event: KeyboardEvent) => {
      const menu = menuRef.current
      if (event.key !== 'Escape' || menu?.open !== true) return
      // Escape means the menu alone, and nothing that lies behind it.
      event.stopImmediatePropagation()
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
    const closeOutside = ({ target }: PointerEvent) => {
      const menu = menuRef.current
      if (menu?.open === true && !menu.contains(target as Node)) menu.open = false
    }
    // Before the keys of the page, which listen at the same place and come later, since they belong to a part around this one.
    window.addEventListener('keydown', closeOnEscape, { capture: true })
    document.addEventListener('pointerdown', closeOutside, { capture: true })
    return () => {
      window.removeEventListener('keydown', closeOnEscape, { capture: true })
      document.removeEventListener('pointerdown', closeOutside, { capture: true })
    }
  }, [menuRef])
}
