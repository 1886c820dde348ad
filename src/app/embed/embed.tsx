/** One diagram without anything around it, for frames on other pages: the graph and a slim transport. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { href } from '../base'
import { StillDiagram } from '../diagram/still-diagram'
import { reduceMotion, useMediaQuery, wantsLessMotion } from '../media-query'
import { PlayIcon } from '../playground/icons'
import { NoticeList } from '../playground/notice-list'
import type { RunSession } from '../session/run-session'
import './embed.css'
import { readEmbedOptions, type EmbedOptions } from './embed-options'
import { talkToHost } from './host-page'

const fetchLive = () => import('./live-embed')
const LiveEmbed = lazy(() => fetchLive().then((module) => ({ default: module.LiveEmbed })))

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
      <Suspense fallback={<Picture diagram={diagram} onSeen={null} />}>
        <LiveEmbed diagram={diagram} options={options} plays={isAsked || options.autoplay} sessionRef={sessionRef}>
          {aboutAddress}
        </LiveEmbed>
      </Suspense>
    )
  }
  const startsWhenSeen = ((options.autoplay && !wantsLessMotion()) || !options.clickToLoad) && !isAlone
  return (
    <Picture diagram={diagram} onSeen={startsWhenSeen ? () => setSeen(true) : null}>
      {aboutAddress}
      <div className="embed-controls">
        <p className="embed-words">
          <strong>{diagram.title}</strong>
          <span>{diagram.line}</span>
        </p>
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
          <button
            type="button"
            className="button button-solid embed-start"
            onPointerEnter={() => void fetchLive()}
            onFocus={() => void fetchLive()}
            onClick={() => setAsked(true)}
          >
            <PlayIcon /> Run it live
          </button>
        )}
      </div>
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
  readonly children?: React.ReactNode
}

/** The diagram before anything runs. */
function Picture({ diagram, onSeen, children }: PictureProps) {
  const ref = useRef<HTMLElement>(null)
  const isNarrow = useMediaQuery('(max-aspect-ratio: 1/1)')
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
      <StillDiagram diagram={diagram} kind={isNarrow ? 'compact' : 'wide'} />
      {children}
    </main>
  )
}
