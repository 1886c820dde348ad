/** Copies a link to the run, or to a moment of it, and says for a while what came of it. */
import { useState } from 'react'
import { href } from '../base'
import { formatMoment, type MomentUrl } from '../moment-url'
import { formatRunUrl } from '../run-url'
import { useSession } from '../session/session-context'

const SAID_MS = 2500

/** What was said last, empty after a while, and how to copy. */
export function useCopiedLink(): { readonly said: string; readonly copy: (moment: MomentUrl) => Promise<void> } {
  const session = useSession()
  const [said, setSaid] = useState('')
  const copy = async (moment: MomentUrl) => {
    const run = session.currentRun
    if (run === null) return
    const query = formatRunUrl(run)
    if (query === null) {
      setSaid('Too long for a link')
      return
    }
    try {
      const address = `${location.origin}${href(`d/${run.simulation}/`)}?${query}${formatMoment(moment)}`
      await navigator.clipboard.writeText(address)
      setSaid('Link copied')
    } catch {
      setSaid('Copy the address bar')
    }
    setTimeout(() => setSaid(''), SAID_MS)
  }
  return { said, copy }
}
