/** What stands on the page while the playground's code comes: the diagram, still. */
import type { Diagram } from '~/kernel/diagram'
import { StillDiagram } from './diagram/still-diagram'
import { NARROW, useMediaQuery } from './media-query'
import './loading-stage.css'

/** The diagram while its page is loading. */
export function LoadingStage({ diagram }: { readonly diagram: Diagram }) {
  const isNarrow = useMediaQuery(NARROW)
  return (
    <main className="loading-stage paper-grid">
      <h1 className="visually-hidden">{diagram.title}</h1>
      <div className="loading-stage-still">
        <StillDiagram diagram={diagram} kind={isNarrow ? 'compact' : 'wide'} />
      </div>
      <p className="mono">Loading the playground …</p>
    </main>
  )
}
