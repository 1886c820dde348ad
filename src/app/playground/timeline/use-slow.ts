/** Slows down what would be drawn more often than anybody can see. */
import { useDeferredValue, useEffect, useRef, useState } from 'react'

/** The chart is drawn anew at most so often. */
const REDRAW_MS = 120

/** A value that changes less often than the one behind it; the last change always comes through. */
export function useSlow<Value>(value: Value): Value {
  const [slow, setSlow] = useState(value)
  const latest = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    latest.current = value
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      setSlow(latest.current)
    }, REDRAW_MS)
  }, [value])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return useDeferredValue(slow)
}
