/** Fetches the recording of a diagram when it is wanted, and keeps it. */
import { useEffect, useState } from 'react'
import type { Recording } from '~/projections/recording'
import { href } from '../base'

/** The recording of a diagram; null until it is there. A diagram whose recording cannot be had stays a still picture. */
export function useRecording(id: string, isWanted: boolean): Recording | null {
  const [recording, setRecording] = useState<Recording | null>(null)
  const isMissing = isWanted && recording === null
  useEffect(() => {
    if (!isMissing) return
    const aborted = new AbortController()
    fetch(href(`recordings/${id}.json`), { signal: aborted.signal })
      .then(async (response) => {
        const isJson = response.headers.get('Content-Type')?.includes('json') === true
        if (response.ok && isJson) setRecording((await response.json()) as Recording)
      })
      .catch(() => {})
    return () => aborted.abort()
  }, [id, isMissing])
  return recording
}
