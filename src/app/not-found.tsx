/** What stands at an address that means nothing, or nothing that runs yet. */
import { useEffect } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { href } from './base'
import { StillDiagram } from './diagram/still-diagram'
import { NARROW, useMediaQuery } from './media-query'
import './not-found.css'

/** Says that a page is not there, or that a diagram is drawn but not live yet, and leads home. */
export function NotFound({ path, drawn }: { readonly path: string; readonly drawn?: Diagram }) {
  const isNarrow = useMediaQuery(NARROW)
  const heading = drawn === undefined ? 'There is no such page.' : `${drawn.title} is not live yet.`
  useEffect(() => {
    document.title = `${heading} – Boxes & Arrows`
  }, [heading])
  return (
    <main className="not-found">
      <a className="not-found-home mono" href={href('')}>
        boxes &amp; arrows
      </a>
      <h1>{heading}</h1>
      {drawn === undefined ? (
        <p>
          Nothing stands at <code>{path.slice(0, 80)}</code>. The gallery shows all diagrams.
        </p>
      ) : (
        <p>{drawn.line} It is drawn, and its code is still to come.</p>
      )}
      <p>
        <a className="button button-solid" href={href('')}>
          To the gallery
        </a>
      </p>
      {drawn !== undefined && (
        <div className="not-found-still paper-grid">
          <StillDiagram diagram={drawn} kind={isNarrow ? 'compact' : 'wide'} />
        </div>
      )}
    </main>
  )
}
