/** Prints one page of the moment shown: by the menu, or by the keys that browsers print at. What it takes is fetched then. */
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import type { Moment } from '~/projections/annals'
import type { RunSession } from '../../session/run-session'

const PrintSheet = lazy(async () => ({ default: (await import('./print-sheet')).PrintSheet }))

/** What is asked to print. */
export const PRINT_EVENT = 'boxes-and-arrows:print'

/** The sheet while it is printed, and nothing otherwise. `onChange` hears whether there is one. */
export function Printing({
  session,
  onChange,
}: {
  readonly session: RunSession
  readonly onChange: (is: boolean) => void
}) {
  const [moment, setMoment] = useState<Moment | null>(null)
  useEffect(() => {
    const begin = () => {
      const { frame } = session.store.getState()
      if (frame === null) return
      session.pause()
      setMoment(frame)
      onChange(true)
    }
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      begin()
    }
    const end = () => {
      setMoment(null)
      onChange(false)
    }
    window.addEventListener(PRINT_EVENT, begin)
    window.addEventListener('keydown', press)
    window.addEventListener('afterprint', end)
    return () => {
      window.removeEventListener(PRINT_EVENT, begin)
      window.removeEventListener('keydown', press)
      window.removeEventListener('afterprint', end)
    }
  }, [session, onChange])
  const print = useCallback(() => {
    const picture = document.querySelector<HTMLImageElement>('.sheet-picture')
    void (picture?.decode() ?? Promise.resolve()).catch(() => undefined).then(() => window.print())
  }, [])
  if (moment === null) return null
  return (
    <Suspense fallback={null}>
      <PrintSheet session={session} moment={moment} onReady={print} />
    </Suspense>
  )
}
