/**
 * The first diagram of the gallery, as the first thing on it: a recording until somebody presses its one button, which breaks
 * something; from then on it runs, and one sentence follows what happens.
 */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { loadWalk, type CatalogEntry } from '~/catalog'
import type { Walk } from '~/kernel/walk'
import { href } from '../base'
import { StillDiagram } from '../diagram/still-diagram'
import { NARROW, useMediaQuery } from '../media-query'
import './hero.css'
import { ClaimList } from './claim-list'
import type { Motion } from './motion'
import { RecordedDiagram } from './recorded-diagram'
import { RecordingNote } from './recording-note'
import { useInView } from './use-in-view'
import { useRecording } from './use-recording'

const fetchLive = () => import('./live-hero')
const LiveHero = lazy(async () => ({ default: (await fetchLive()).LiveHero }))

interface Props {
  readonly entry: CatalogEntry
  readonly motion: Motion
}

/** The opening of the gallery. */
export function Hero({ entry, motion }: Props) {
  const { diagram, id } = entry
  const walk = useWalk(id)
  const [isLive, setLive] = useState(false)
  const picture = <HeroPicture entry={entry} motion={motion} isStill={isLive} />
  return (
    <section className="gallery-section hero" aria-labelledby={`${id}-title`}>
      <figure className="gallery-figure hero-figure paper-grid">
        {isLive && walk !== null ? (
          <Suspense fallback={picture}>
            <LiveHero diagram={diagram} walk={walk} picture={picture} />
          </Suspense>
        ) : (
          <>
            {picture}
            <div className="hero-bar">
              <BreakButton walk={walk} onPress={() => setLive(true)} />
              <p className="hero-caption">
                {diagram.line} <strong>{walk === null ? '' : questionOf(walk)}</strong>
              </p>
              <a className="hero-open" href={href(`d/${id}/`)} aria-label={`Open playground: ${diagram.title}`}>
                Open playground
              </a>
            </div>
          </>
        )}
      </figure>
      <div className="gallery-words hero-words">
        <div>
          <p className="gallery-path mono">architecture / {diagram.file}</p>
          <h2 id={`${id}-title`}>{diagram.title}</h2>
        </div>
        <ClaimList claims={diagram.claims} />
      </div>
    </section>
  )
}

/** What stands there before anything runs. */
function HeroPicture({ entry: { diagram, id }, motion, isStill }: Props & { readonly isStill: boolean }) {
  const kind = useMediaQuery(NARROW) ? 'compact' : 'wide'
  const figure = useRef<HTMLDivElement>(null)
  const isPlaying = useInView(figure) && motion.isOn && !isStill
  const recording = useRecording(id, isPlaying)
  return (
    <>
      <div className="gallery-still hero-still" ref={figure}>
        {recording === null ? (
          <StillDiagram diagram={diagram} kind={kind} hasFigures />
        ) : (
          <RecordedDiagram diagram={diagram} kind={kind} recording={recording} isPlaying={isPlaying} />
        )}
      </div>
      <RecordingNote title={diagram.title} recording={recording} motion={motion} />
    </>
  )
}

/** The one button. What it takes is fetched while the pointer is on its way. */
function BreakButton({ walk, onPress }: { readonly walk: Walk | null; readonly onPress: () => void }) {
  const label = walk?.steps.find(({ does }) => does !== undefined && does.act !== 'play')?.does?.label
  return (
    <button
      type="button"
      className="button button-solid hero-button"
      disabled={label === undefined}
      onPointerEnter={() => void fetchLive()}
      onFocus={() => void fetchLive()}
      onClick={onPress}
    >
      {label ?? 'Run it'}
    </button>
  )
}

/** The question that the break of a walk asks. */
function questionOf({ steps }: Walk): string {
  return steps.find(({ does }) => does !== undefined && does.act !== 'play')?.text ?? ''
}

function useWalk(id: string): Walk | null {
  const [walk, setWalk] = useState<Walk | null>(null)
  useEffect(() => {
    let isWanted = true
    loadWalk(id)
      .then((loaded) => {
        if (isWanted) setWalk(loaded)
      })
      .catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [id])
  return walk
}
