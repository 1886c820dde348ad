/** Which figure is in view: the one that crosses a line across the window, so that there is one at most. */
import { useEffect, useState, type RefObject } from 'react'

/** The line lies so far down the window: on a phone the first figure of the gallery crosses it, too. */
const LINE = '-62% 0px -37% 0px'

/** True while the element crosses the line. */
export function useInView(element: RefObject<Element | null>): boolean {
  const [isInView, setInView] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)!.isIntersecting), {
      rootMargin: LINE,
    })
    observer.observe(element.current!)
    return () => observer.disconnect()
  }, [element])
  return isInView
}
