/** Leads to the page that makes the snippet of this run, filled in, in a page of its own. */
import { href } from '../base'
import { formatMoment } from '../moment-url'
import { formatRunUrl } from '../run-url'
import type { RunSession } from '../session/run-session'
import { useSession } from '../session/session-context'
import { shownMoment } from '../session/shown-moment'
import { EmbedIcon } from './tool-icons'

/** The link; where it leads is said when somebody is about to follow it, since the run goes on. */
export function EmbedLink() {
  const session = useSession()
  const point = ({ currentTarget }: { readonly currentTarget: HTMLAnchorElement }) => {
    currentTarget.href = addressOf(session)
  }
  return (
    <a
      className="button button-icon embed-link"
      href={href('embed/')}
      target="_blank"
      rel="noopener"
      aria-label="Embed this run"
      title="Embed this run in a page of yours"
      onPointerEnter={point}
      onFocus={point}
      onClick={point}
      onAuxClick={point}
    >
      <EmbedIcon />
    </a>
  )
}

function addressOf(session: RunSession): string {
  const run = session.currentRun
  const query = run === null ? null : formatRunUrl(run)
  const moment = query === null ? '' : `&${query}${formatMoment(shownMoment(session.store.getState()))}`
  return `${href('embed/')}?name=${session.diagram.id}${moment}`
}
