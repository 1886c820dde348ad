/** The end of a run is quiet: the stage holds its last busy moment there, for as long as nothing else is looked at. */
import { useEffect } from 'react'
import type { Column } from '~/projections/timeline'
import { useLive, useSession } from '../../session/session-context'
import { lastBusyMs } from './last-busy'

/** Lets the stage hold that moment while the caller is there and `isWanted`; gives when it was, or null if none is held. */
export function useHeld(columns: readonly Column[], isWanted: boolean): number | null {
  const session = useSession()
  const { store } = session
  // A panel beside the stage shows the end: then so does the stage.
  const isAlone = useLive(
    ({ selection, case: shown, followed }) => selection === null && shown === null && followed === null,
  )
  const atMs = lastBusyMs(columns)
  useEffect(() => {
    if (!isWanted || !isAlone || atMs === null) return
    store.setState({ held: session.momentAt(atMs) })
    return () => store.setState({ held: null })
  }, [session, store, isWanted, isAlone, atMs])
  return useLive(({ held }) => held?.nowMs ?? null)
}
