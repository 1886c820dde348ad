/** The run's fingerprint: how many events, and the hash over all of them. */
import { useState } from 'react'
import { useLive, useLiveShallow } from '../../session/session-context'

/** Shows it, and copies the hash. */
export function Fingerprint() {
  const [hash, events, ended] = useLiveShallow(({ frame }) => [
    frame?.hash ?? '',
    (frame?.events ?? 0).toLocaleString('en'),
    frame?.ended === true,
  ])
  const isMoving = useLive(({ phase }) => phase === 'running')
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(hash)
      setSaid('copied')
    } catch {
      setSaid('select it to copy')
    }
    setTimeout(() => setSaid(''), 2000)
  }
  return (
    <span className="timeline-hash mono">
      <span>
        <span data-testid="events">{events}</span> events
      </span>
      <button
        type="button"
        className="link-button"
        title="Trace hash: the same run gives the same one, in any browser and in Node. Copies it."
        onClick={() => void copy()}
      >
        {ended ? 'final trace' : 'trace'} <span data-testid="hash">{isMoving ? hash.slice(0, 8) : hash}</span>
        {isMoving && '…'}
      </button>
      <span aria-live="polite">{said}</span>
    </span>
  )
}
