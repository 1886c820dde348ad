/** The playground. */
import type { Diagram } from '~/kernel/diagram'
import { LoadingStage } from '../loading-stage'

/** The page of one diagram. */
export function Playground({ diagram }: { readonly diagram: Diagram }) {
  return <LoadingStage diagram={diagram} />
}
