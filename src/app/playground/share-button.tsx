/** Copies the address of the run; of the moment, where the run does not play. */
import { useSession } from '../session/session-context'
import { shownMoment } from '../session/shown-moment'
import { ShareIcon } from './tool-icons'
import { useCopiedLink } from './use-copied-link'

/** The button that shares a run. */
export function ShareButton() {
  const session = useSession()
  const { said, copy } = useCopiedLink()
  return (
    <button
      type="button"
      className="button"
      aria-label={said === '' ? 'Share' : said}
      title="Copy a link that replays this run, to the moment it stands at"
      onClick={() => void copy(shownMoment(session.store.getState()))}
      aria-live="polite"
    >
      <ShareIcon />
      <span className={said === '' ? 'tool-word' : ''}>{said === '' ? 'Share' : said}</span>
    </button>
  )
}
