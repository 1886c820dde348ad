/** One diagram on the gallery: its picture, which plays a recording if it is live; what it is, and what it claims. */
import { useRef } from 'react'
import type { CatalogEntry } from '~/catalog'
import { runOf } from '~/kernel/run'
import type { Recording } from '~/projections/recording'
import { href } from '../base'
import { formatRunUrl } from '../run-url'
import { LegendList } from '../diagram/legend-list'
import { StillDiagram } from '../diagram/still-diagram'
import { NARROW, useMediaQuery } from '../media-query'
import { ClaimList } from './claim-list'
import type { Motion } from './motion'
import { RecordedDiagram } from './recorded-diagram'
import { RecordingNote } from './recording-note'
import { useInView } from './use-in-view'
import { useRecording } from './use-recording'

interface Props {
  readonly entry: CatalogEntry
  readonly motion: Motion
}

/** One section of the gallery. */
export function GallerySection({ entry, motion }: Props) {
  const { diagram, id, isLive } = entry
  const kind = useMediaQuery(NARROW) ? 'compact' : 'wide'
  const figure = useRef<HTMLElement>(null)
  const isPlaying = useInView(figure) && motion.isOn && isLive
  const recording = useRecording(id, isPlaying)
  return (
    <section className="gallery-section" aria-labelledby={`${id}-title`}>
      <figure ref={figure} className="gallery-figure paper-grid">
        <div className="gallery-still">
          {recording === null ? (
            <StillDiagram diagram={diagram} kind={kind} hasFigures={isLive} />
          ) : (
            <RecordedDiagram diagram={diagram} kind={kind} recording={recording} isPlaying={isPlaying} />
          )}
        </div>
        {isLive && <RecordingNote title={diagram.title} recording={recording} motion={motion} />}
        <figcaption className="gallery-caption">
          {isLive ? (
            <LiveActions id={id} title={diagram.title} recording={recording} />
          ) : (
            <span className="gallery-not-live mono">not live yet</span>
          )}
          <LegendList diagram={diagram} className="gallery-legend mono" />
        </figcaption>
      </figure>
      <div className="gallery-words">
        <p className="gallery-path mono">architecture / {diagram.file}</p>
        <h2 id={`${id}-title`}>{diagram.title}</h2>
        <p className="gallery-line">{diagram.line}</p>
        <ClaimList claims={diagram.claims} />
      </div>
    </section>
  )
}

interface ActionsProps {
  readonly id: string
  readonly title: string
  readonly recording: Recording | null
}

function LiveActions({ id, title, recording }: ActionsProps) {
  return (
    <span className="gallery-actions">
      {recording !== null && (
        <a className="button" href={href(`d/${id}/?${queryOf(recording)}&play=1`)} aria-label={`Run it live: ${title}`}>
          Run it live
        </a>
      )}
      <a className="button button-solid" href={href(`d/${id}/`)} aria-label={`Open playground: ${title}`}>
        Open playground
      </a>
    </span>
  )
}

function queryOf({ simulation, scenario, seed }: Recording): string {
  return formatRunUrl(runOf(simulation, { scenario, seed }))!
}
