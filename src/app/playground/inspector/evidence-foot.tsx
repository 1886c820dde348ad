/** What to do with a violation, always in view: watch it, run it the other way, hand it on, go on. */
import type { Case } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'
import { WATCHED_MS } from '../../session/slow-motion'
import { PlayIcon } from '../icons'
import { useCopiedLink } from '../use-copied-link'

/** The foot of the evidence. */
export function EvidenceFoot({ shown }: { readonly shown: Case }) {
  const session = useSession()
  const { violation, story, stopped } = shown
  const canRewind = useLive(({ can }) => can?.rewind === true)
  const isWatching = useLive(({ watching }) => watching !== null)
  const without = story?.deed.without ?? null
  const isClaim = useLive(({ description }) => without !== null && description?.claims[without] !== undefined)
  const { said, copy } = useCopiedLink()
  const mend = () => {
    const run = session.currentRun
    if (run !== null) session.open({ ...run, without: run.without.filter((id) => id !== without) }, true)
  }
  const { request } = violation.evidence
  const share = () => void copy({ atMs: violation.atMs, ...(request === 0 ? {} : { request }) })
  return (
    <footer className="evidence-foot">
      {canRewind && (
        <button
          type="button"
          className="button button-solid evidence-watch"
          disabled={isWatching}
          onClick={() => session.slow.watch(violation)}
        >
          <PlayIcon />
          {isWatching ? 'Watching slowly…' : `Watch the last ${WATCHED_MS} ms slowly`}
        </button>
      )}
      <div className="evidence-actions">
        {without !== null && (
          <button type="button" className="button" onClick={mend}>
            {isClaim ? 'Same run, safeguard on' : 'Same run, without the defect'}
          </button>
        )}
        <button type="button" className="button" aria-live="polite" onClick={share}>
          {said === '' ? 'Share this moment' : said}
        </button>
        {stopped && (
          <button type="button" className="button" onClick={() => session.play()}>
            Go on
          </button>
        )}
      </div>
    </footer>
  )
}
