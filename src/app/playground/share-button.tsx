/** Copies the address of the run. */
import { useState } from 'react'
import { href } from '../base'
import { formatRunUrl } from '../run-url'
import { useSession } from '../session/session-context'

/** The button that shares a run. */
export function ShareButton() {
  const session = useSession()
  const [said, setSaid] = useState('')
  const copy = async () => {
    const run = session.currentRun
    if (run === null) return
    const query = formatRunUrl(run)
    if (query === null) {
      setSaid('Too long for a link')
      return
    }
    try {
      await navigator.clipboard.writeText(`${location.origin}${href(`d/${run.simulation}/`)}?${query}`)
      setSaid('Link copied')
    } catch {
      setSaid('Copy the address bar')
    }
    setTimeout(() => setSaid(''), 2500)
  }
  return (
    <button
      type="button"
      className="button"
      title="Copy a link that replays this run"
      onClick={() => void copy()}
      aria-live="polite"
    >
      {said === '' ? 'Share' : said}
    </button>
  )
}
