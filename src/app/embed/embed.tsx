/** The embed. */
import type { Diagram } from '~/kernel/diagram'
import { LoadingStage } from '../loading-stage'

/** One diagram without anything around it, for frames on other pages. */
export function Embed({ diagram }: { readonly diagram: Diagram }) {
  return <LoadingStage diagram={diagram} />
}
