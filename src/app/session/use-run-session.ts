/** The session of a page: it lives as long as the page shows it. */
import { useEffect, useState } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { wantsLessMotion } from '../media-query'
import { connectWorker } from '~/host/connect'
import { fetchRecording, recordingNamed } from '../recording/recording-address'
import { RunSession } from './run-session'

/** How a page wants its session to begin. */
interface Wishes {
  /** Play at once. */
  readonly plays: boolean
  /** Leave time for the walk. */
  readonly walks?: boolean
}

/** The session for the run in the address. Whoever asked for less motion presses play for it. */
export function useRunSession(diagram: Diagram, { plays, walks = false }: Wishes): RunSession {
  const [session] = useState(
    () =>
      new RunSession(diagram, {
        search: location.search,
        walks,
        plays: plays && !wantsLessMotion(),
        ...recordedOptions(),
      }),
  )
  useEffect(() => {
    session.start()
    return () => session.close()
  }, [session])
  return session
}

/** A recording is executed in the page, also where a live server has served it. */
function recordedOptions() {
  const name = recordingNamed(location.search)
  return name === null ? {} : { recording: () => fetchRecording(name), connect: connectWorker }
}
