/** The keys of a clicker: on and back. Space stays what it is everywhere, play or pause. */
import { useEffect, useRef } from 'react'
import type { Course } from './course'

const STEPS: Readonly<Record<string, 'goOn' | 'goBack'>> = {
  PageDown: 'goOn',
  ArrowRight: 'goOn',
  PageUp: 'goBack',
  ArrowLeft: 'goBack',
}

/** Listens while somebody presents. */
export function useClicker(course: Course | null): void {
  const courseRef = useRef(course)
  useEffect(() => {
    courseRef.current = course
  }, [course])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      if (document.querySelector('dialog[open]') !== null) return
      const target = event.target instanceof Element ? event.target : document.body
      if (target.closest('input, select, textarea, .box-menu') !== null) return
      // Among the boxes the arrow keys go from one to the next; a clicker that sends pages is understood there, too.
      if (event.key.startsWith('Arrow') && target.closest('.react-flow__node') !== null) return
      event.preventDefault()
      event.stopPropagation()
      if (!event.repeat) courseRef.current?.[step]()
    }
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
}
