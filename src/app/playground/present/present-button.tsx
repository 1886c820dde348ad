/** The button among the tools that shows the diagram to a room. */
import { PresentIcon } from '../tool-icons'
import type { Presenting } from './use-presenting'

/** The button. */
export function PresentButton({ present }: { readonly present: Presenting }) {
  return (
    <button
      type="button"
      className="button button-icon present-button"
      aria-label="Present"
      title="Present: the diagram alone, large (f)"
      onClick={present.toggle}
    >
      <PresentIcon />
    </button>
  )
}
