/** One diagram without anything around it, for frames on other pages: the graph and a slim transport. */
import { useEffect, useRef, useState } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { href } from '../base'
import { StillDiagram } from '../diagram/still-diagram'
import { REDUCED_MOTION } from '../media-query'
import { Announcer } from '../playground/announcer'
import { BootStatus } from '../playground/boot-status'
import { BoxTable } from '../playground/box-table'
import { PlayIcon } from '../playground/icons'
import { Notices } from '../playground/notices'
import { StageLegend } from '../playground/stage-legend'
import { Stage } from '../playground/stage/stage'
import { Transport } from '../playground/transport/transport'
import { useKeys } from '../playground/use-keys'
import { formatRunUrl } from '../run-url'
import { SPEEDS } from '../session/pace'
import { SessionProvider, useLive, useSession } from '../session/session-context'
import { useRunSession } from '../session/use-run-session'
import '../playground/frame.css'
import './embed.css'
import { talkToHost } from './host-page'

/** There is no room for more than the run. */
const NO_PAGE_KEYS = {}

/**
 * The page in a frame. Its address may hold `theme`, `autoplay`, `speed` and `controls`, besides the run. Until somebody presses
 * play, or with `autoplay` until it is seen, it is a picture: no engine is fetched.
 */
export function Embed({ diagram }: { readonly diagram: Diagram }) {
  const query = new URLSearchParams(location.search)
  const isCalm = matchMedia(REDUCED_MOTION).matches
  const [isStarted, setStarted] = useState(false)
  // A sandbox without `allow-same-origin` starts no worker: the picture stays, and leads to the page where it runs.
  const isAlone = self.origin === 'null'
  const seesItself = query.get('autoplay') === '1' && !isCalm && !isAlone
  const pictureRef = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!seesItself || isStarted) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && setStarted(true))
    observer.observe(pictureRef.current!)
    return () => observer.disconnect()
  }, [seesItself, isStarted])
  if (isStarted) return <LiveEmbed diagram={diagram} hasControls={query.get('controls') !== 'none'} />
  return (
    <main className="embed embed-still" ref={pictureRef}>
      <h1 className="visually-hidden">{diagram.title}</h1>
      <StillDiagram diagram={diagram} />
      {isAlone ? (
        <a
          className="button button-solid embed-start"
          href={href(`d/${diagram.id}/${location.search}`)}
          target="_blank"
          rel="noopener"
        >
          Open in a new tab
        </a>
      ) : (
        <button type="button" className="button button-solid embed-start" onClick={() => setStarted(true)}>
          <PlayIcon /> Run it live
        </button>
      )}
    </main>
  )
}

function LiveEmbed({ diagram, hasControls }: { readonly diagram: Diagram; readonly hasControls: boolean }) {
  const session = useRunSession(diagram, { plays: true })
  useKeys(session, NO_PAGE_KEYS)
  useEffect(() => {
    const speed = Number(new URLSearchParams(location.search).get('speed'))
    if (SPEEDS.some((each) => each === speed)) session.setSpeed(speed)
    return talkToHost(session)
  }, [session])
  return (
    <SessionProvider value={session}>
      <main className="embed">
        <h1 className="visually-hidden">{diagram.title}</h1>
        <Notices />
        <div className="embed-stage playground-stage">
          <Stage />
          <BootStatus />
          <BoxTable />
        </div>
        <StageLegend />
        {hasControls && (
          <div className="embed-controls">
            <Transport isSlim />
            <OpenLink />
          </div>
        )}
      </main>
      <Announcer />
    </SessionProvider>
  )
}

/** Leads to the playground of the same run, in a page of its own. */
function OpenLink() {
  const session = useSession()
  const run = useLive(({ frame, run: opened }) => frame?.run ?? opened)
  const query = run === null ? null : formatRunUrl(run)
  const address = `${href(`d/${session.diagram.id}/`)}${query === null ? '' : `?${query}`}`
  return (
    <a className="button embed-open" href={address} target="_blank" rel="noopener">
      Break it yourself
    </a>
  )
}
