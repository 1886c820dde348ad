/** One diagram without anything around it, for frames on other pages: the graph and a slim transport. */
import { lazy, Suspense, useEffect, useRef, useState, type RefObject } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { href } from '../base'
import { StillDiagram } from '../diagram/still-diagram'
import { reduceMotion, wantsLessMotion } from '../media-query'
import { Announcer } from '../playground/announcer'
import { BootStatus } from '../playground/boot-status'
import { BoxTable } from '../playground/box-table'
import { PlayIcon } from '../playground/icons'
import { NoticeList, Notices } from '../playground/notices'
import { StageLegend } from '../playground/stage-legend'
import { Stage } from '../playground/stage/stage'
import { Transport } from '../playground/transport/transport'
import { useKeys } from '../playground/use-keys'
import { formatRunUrl } from '../run-url'
import type { RunSession } from '../session/run-session'
import { SessionProvider, useLive, useSession } from '../session/session-context'
import { useRunSession } from '../session/use-run-session'
import '../playground/frame.css'
import './embed.css'
import { readEmbedOptions, type EmbedOptions } from './embed-options'
import { talkToHost } from './host-page'

const EmbedPanel = lazy(() => import('./embed-panel').then((module) => ({ default: module.EmbedPanel })))

/** There is no room for more than the run. */
const NO_PAGE_KEYS = {}

/**
 * The page in a frame. Its address may hold {@link EmbedOptions} besides the run. Until somebody presses play, or with `autoplay`
 * until it is seen, it is a picture: no engine is fetched.
 */
export function Embed({ diagram }: { readonly diagram: Diagram }) {
  const [options] = useState(readAddress)
  const [notices, setNotices] = useState(options.notices)
  const [isAsked, setAsked] = useState(false)
  const [isSeen, setSeen] = useState(false)
  const sessionRef = useRef<RunSession | null>(null)
  // A sandbox without `allow-same-origin` starts no worker: the picture stays, and leads to the page where it runs.
  const isAlone = self.origin === 'null'
  useEffect(
    () => talkToHost(diagram, { session: () => sessionRef.current, start: isAlone ? null : () => setAsked(true) }),
    [diagram, isAlone],
  )
  const aboutAddress = notices.length > 0 && <NoticeList notices={notices} onDismiss={() => setNotices([])} />
  if (isAsked || isSeen) {
    return (
      <LiveEmbed diagram={diagram} options={options} plays={isAsked || options.autoplay} sessionRef={sessionRef}>
        {aboutAddress}
      </LiveEmbed>
    )
  }
  const startsWhenSeen = ((options.autoplay && !wantsLessMotion()) || !options.clickToLoad) && !isAlone
  return (
    <Picture diagram={diagram} onSeen={startsWhenSeen ? () => setSeen(true) : null}>
      {aboutAddress}
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
        <button type="button" className="button button-solid embed-start" onClick={() => setAsked(true)}>
          <PlayIcon /> Run it live
        </button>
      )}
    </Picture>
  )
}

function readAddress(): EmbedOptions {
  const options = readEmbedOptions(location.search)
  if (options.motion === 'reduce') reduceMotion()
  return options
}

interface PictureProps {
  readonly diagram: Diagram
  /** Called once the picture is on the screen; null if nobody wants to know. */
  readonly onSeen: (() => void) | null
  readonly children: React.ReactNode
}

/** The diagram before anything runs. */
function Picture({ diagram, onSeen, children }: PictureProps) {
  const ref = useRef<HTMLElement>(null)
  const wants = onSeen !== null
  const onSeenRef = useRef(onSeen)
  useEffect(() => {
    if (!wants) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && onSeenRef.current?.())
    observer.observe(ref.current!)
    return () => observer.disconnect()
  }, [wants])
  return (
    <main className="embed embed-still" ref={ref}>
      <h1 className="visually-hidden">{diagram.title}</h1>
      <StillDiagram diagram={diagram} />
      {children}
    </main>
  )
}

interface LiveProps {
  readonly diagram: Diagram
  readonly options: EmbedOptions
  readonly plays: boolean
  /** Holds the session for the page around the frame. */
  readonly sessionRef: RefObject<RunSession | null>
  readonly children: React.ReactNode
}

function LiveEmbed({ diagram, options, plays, sessionRef, children }: LiveProps) {
  const session = useRunSession(diagram, { plays })
  const { controls, panel, speed } = options
  useKeys(session, NO_PAGE_KEYS)
  useEffect(() => {
    session.setSpeed(speed)
    sessionRef.current = session
    return () => {
      sessionRef.current = null
    }
  }, [session, speed, sessionRef])
  return (
    <SessionProvider value={session}>
      <main className="embed">
        <h1 className="visually-hidden">{diagram.title}</h1>
        {children}
        <Notices />
        <div className="embed-stage playground-stage">
          <Stage />
          <BootStatus />
          <BoxTable />
        </div>
        <StageLegend />
        {panel !== 'none' && (
          <Suspense fallback={<div className="embed-panel" />}>
            <EmbedPanel panel={panel} />
          </Suspense>
        )}
        {controls !== 'none' && (
          <div className="embed-controls">
            <Transport isSlim={controls === 'min'} />
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
