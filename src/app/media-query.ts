/** Whether a media query matches, as a hook. */
import { useSyncExternalStore } from 'react'

/** True while the query matches. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}

/** Screens on which the diagram is drawn in its compact arrangement. */
export const NARROW = '(max-width: 640px)'
/** Screens on which the panels fold away. */
export const MEDIUM = '(max-width: 1024px)'
/** Visitors who asked for less motion. */
export const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'
