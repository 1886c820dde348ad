/** The handle of the dock: it is pulled with the pointer or the arrow keys, and opens or closes at a click. */
import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { DOCK_HEIGHT_MIN, type Dock } from './use-dock'

/** One press of an arrow key, in pixels. */
const STEP = 40
/** A pointer that moves less than this clicks. */
const SLIP_MAX = 4

/** The handle. */
export function DockHandle({ dock }: { readonly dock: Dock }) {
  const pullRef = useRef<{ readonly y: number; readonly height: number; isPull: boolean } | null>(null)
  const { isOpen, height, toggle, pull } = dock
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? STEP : event.key === 'ArrowDown' ? -STEP : 0
    if (step === 0) return
    event.preventDefault()
    pull(isOpen ? height + step : step > 0 ? Math.max(height, DOCK_HEIGHT_MIN) : 0)
  }
  const begin = (event: PointerEvent<HTMLButtonElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const shown = event.currentTarget.closest('.timeline')!.getBoundingClientRect().height
    pullRef.current = { y: event.clientY, height: shown, isPull: false }
  }
  const move = ({ clientY }: PointerEvent) => {
    const begun = pullRef.current
    if (begun === null || (!begun.isPull && Math.abs(clientY - begun.y) < SLIP_MAX)) return
    begun.isPull = true
    pull(begun.height + begun.y - clientY)
  }
  return (
    <button
      type="button"
      className="dock-handle"
      aria-label={isOpen ? 'Make the timeline slim' : 'Pull the timeline up'}
      aria-expanded={isOpen}
      title="Drag, or press the arrow keys"
      onKeyDown={press}
      onPointerDown={begin}
      onPointerMove={move}
      onClick={() => {
        if (pullRef.current?.isPull !== true) toggle()
        pullRef.current = null
      }}
      onPointerCancel={() => {
        pullRef.current = null
      }}
    />
  )
}
