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

const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'

/** Asks for less motion on this page, whatever the system says. */
export function reduceMotion(): void {
  document.documentElement.dataset['motion'] = 'reduce'
}

/** True if the visitor's system asks for less motion, or this page does. */
export function wantsLessMotion(): boolean {
  return matchMedia(REDUCED_MOTION).matches || document.documentElement.dataset['motion'] === 'reduce'
}

/** {@link wantsLessMotion} as a hook. */
export function useLessMotion(): boolean {
  useMediaQuery(REDUCED_MOTION)
  return wantsLessMotion()
}
