/** The button that opens the search; what it takes is loaded when somebody does. */
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useLive } from '../../session/session-context'
import { FindIcon } from '../tool-icons'
import './find.css'

const FindPanel = lazy(async () => ({ default: (await import('./find-panel')).FindPanel }))

/** Opens and closes the search for what breaks the diagram as it stands. */
export function FindButton() {
  const [isOpen, setOpen] = useState(false)
  const buttonRef = useRef<HTMLButtonElement>(null)
  const isReady = useLive(({ frame }) => frame !== null)
  const canSearch = useLive(({ can }) => can?.rewind !== false)
  const close = useCallback(() => {
    setOpen(false)
    buttonRef.current?.focus()
  }, [])
  useEffect(() => {
    const closeOnEscape = (event: KeyboardEvent) => {
      const isInside = event.target instanceof Element && event.target.closest('.find') !== null
      if (event.key !== 'Escape' || !isInside) return
      // Escape means the panel alone, and nothing that lies behind it.
      event.stopImmediatePropagation()
      close()
    }
    // Before the keys of the page, which listen at the same place and come later, since they belong to a part around this one.
    window.addEventListener('keydown', closeOnEscape, { capture: true })
    return () => window.removeEventListener('keydown', closeOnEscape, { capture: true })
  }, [close])
  if (!canSearch) return null
  return (
    <>
      <button
        ref={buttonRef}
        type="button"
        className="button find-button"
        aria-label="Find what breaks it"
        aria-expanded={isOpen}
        title="Search this diagram, as it stands, for faults that break it"
        disabled={!isReady}
        onClick={() => setOpen(!isOpen)}
      >
        <FindIcon />
        <span className="tool-word">
          Find<span className="find-button-more"> what breaks it</span>
        </span>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <FindPanel close={close} />
        </Suspense>
      )}
    </>
  )
}
