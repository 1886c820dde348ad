/** One diagram on the gallery: the still picture, what it is, and what it claims. */
import type { CatalogEntry } from '~/catalog'
import { href } from '../base'
import { StillDiagram } from '../diagram/still-diagram'
import { ToneMark } from '../diagram/tone-mark'
import { NARROW, useMediaQuery } from '../media-query'

/** Where "break it at once" leads: the scenario that shows a diagram's point fastest, by diagram. */
const FIRST_BREAK: Readonly<Record<string, { readonly label: string; readonly scenario: string }>> = {
  'rate-limiter': { label: 'Hang Redis', scenario: 'redis-hangs' },
}

/** One section of the gallery. */
export function GallerySection({ entry }: { readonly entry: CatalogEntry }) {
  const { diagram, id, isLive } = entry
  const isNarrow = useMediaQuery(NARROW)
  return (
    <section className="gallery-section" aria-labelledby={`${id}-title`}>
      <figure className="gallery-figure paper-grid">
        <div className="gallery-still">
          <StillDiagram diagram={diagram} kind={isNarrow ? 'compact' : 'wide'} />
        </div>
        <figcaption className="gallery-caption">
          {isLive ? (
            <LiveActions id={id} title={diagram.title} />
          ) : (
            <span className="gallery-not-live mono">not live yet</span>
          )}
          <ul className="gallery-legend mono" aria-label="Legend">
            {diagram.legend.map(({ tone, text }) => (
              <li key={text}>
                <ToneMark tone={tone} />
                {text}
              </li>
            ))}
          </ul>
        </figcaption>
      </figure>
      <div className="gallery-words">
        <p className="gallery-path mono">architecture / {diagram.file}</p>
        <h2 id={`${id}-title`}>{diagram.title}</h2>
        <p className="gallery-line">{diagram.line}</p>
        <ul className="gallery-claims">
          {diagram.claims.map((claim) => (
            <li key={claim.id}>
              <strong>{claim.title}</strong>
              <span>{claim.statement}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function LiveActions({ id, title }: { readonly id: string; readonly title: string }) {
  const first = FIRST_BREAK[id]
  return (
    <span className="gallery-actions">
      {first !== undefined && (
        <a className="button" href={href(`d/${id}/?scenario=${first.scenario}&play=1`)}>
          {first.label}
        </a>
      )}
      <a className="button button-solid" href={href(`d/${id}/`)} aria-label={`Open playground: ${title}`}>
        Open playground
      </a>
    </span>
  )
}
