/** How far the dock is pulled up. What a visitor left open is open when he comes back. */
import { useState } from 'react'

const STORAGE_KEY = 'boxes-and-arrows.dock'
/** In pixels: the least that shows a row below the chart, and what it opens to at first. */
export const DOCK_HEIGHT_MIN = 150
const DOCK_HEIGHT = 330
/** At most so much of the window. */
const SHARE_MAX = 0.62

/** The dock and what can be done with it. */
export interface Dock {
  readonly isOpen: boolean
  /** Its height while it is open, in pixels. */
  readonly height: number
  toggle(): void
  /** Pulls it to a height; below the least it closes. */
  pull(height: number): void
}

/** The dock of this page. */
export function useDock(): Dock {
  const [{ isOpen, height }, setDock] = useState(recalled)
  const set = (next: { readonly isOpen: boolean; readonly height: number }) => {
    setDock(next)
    remember(next)
  }
  return {
    isOpen,
    height,
    toggle: () => set({ isOpen: !isOpen, height }),
    pull: (to) =>
      set(
        to < DOCK_HEIGHT_MIN
          ? { isOpen: false, height }
          : { isOpen: true, height: Math.min(to, Math.floor(window.innerHeight * SHARE_MAX)) },
      ),
  }
}

function recalled(): { readonly isOpen: boolean; readonly height: number } {
  try {
    const [word, text] = (localStorage.getItem(STORAGE_KEY) ?? '').split(' ')
    const height = Number(text)
    const isHeight = Number.isInteger(height) && height >= DOCK_HEIGHT_MIN && height <= window.innerHeight * SHARE_MAX
    return { isOpen: word === 'open', height: isHeight ? height : DOCK_HEIGHT }
  } catch {
    return { isOpen: false, height: DOCK_HEIGHT }
  }
}

function remember({ isOpen, height }: { readonly isOpen: boolean; readonly height: number }): void {
  try {
    localStorage.setItem(STORAGE_KEY, `${isOpen ? 'open' : 'slim'} ${height}`)
  } catch {
    // Without storage the next visit begins with a slim dock.
  }
}
