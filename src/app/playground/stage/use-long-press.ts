/** A finger that rests on a box or an arrow asks for its menu, as the right button of a mouse does. */
import { useRef, type PointerEvent, type SyntheticEvent } from 'react'

/** How long a finger rests, in milliseconds: what phones take for a long press. */
const PRESS_MS = 500
/** How far it may slip meanwhile, in pixels. */
const SLIP_MAX = 10

/** Calls `onPress` with the id of what was pressed. */
export function useLongPress(onPress: (id: string) => void) {
  const pressRef = useRef<{ readonly timer: number; readonly x: number; readonly y: number } | null>(null)
  const hasOpened = useRef(false)
  const cancel = () => {
    if (pressRef.current !== null) clearTimeout(pressRef.current.timer)
    pressRef.current = null
  }
  return {
    onPointerDownCapture: ({ pointerType, target, clientX, clientY }: PointerEvent) => {
      cancel()
      hasOpened.current = false
      const id = (target as Element).closest<HTMLElement | SVGElement>('.react-flow__node, .react-flow__edge')?.dataset[
        'id'
      ]
      if (pointerType === 'mouse' || id === undefined) return
      const timer = window.setTimeout(() => {
        hasOpened.current = true
        pressRef.current = null
        onPress(id)
      }, PRESS_MS)
      pressRef.current = { timer, x: clientX, y: clientY }
    },
    onPointerMoveCapture: ({ clientX, clientY }: PointerEvent) => {
      const press = pressRef.current
      if (press !== null && Math.hypot(clientX - press.x, clientY - press.y) > SLIP_MAX) cancel()
    },
    onPointerUpCapture: cancel,
    onPointerCancelCapture: cancel,
    // Lifting the finger is no click on what is under the menu.
    onClickCapture: (event: SyntheticEvent) => {
      if (!hasOpened.current) return
      hasOpened.current = false
      event.stopPropagation()
      event.preventDefault()
    },
  }
}
