/** Cards side by side: a picture, what it is called, a figure, and what can be done about it. */
import type { GalleryCard, GalleryPanel } from '~/kernel/panel'
import { ToneMark } from '../../../diagram/tone-mark'
import { ActButton } from './act-button'
import './gallery-panel.css'
import type { Place } from './use-page'

interface Props {
  readonly place: Place
  readonly panel: GalleryPanel
}

/** The gallery of a process. */
export function GalleryPanelView({ place, panel: { label, notice, cards, empty } }: Props) {
  return (
    <div className="gallery-panel">
      {notice !== undefined && (
        <p className={`gallery-notice tone-${notice.tone}`}>
          <ToneMark tone={notice.tone} /> {notice.text}
        </p>
      )}
      {cards.length === 0 && <p className="inspector-note">{empty}</p>}
      <ul className="gallery-cards" aria-label={label}>
        {cards.map((card) => (
          <Card key={card.id} place={place} card={card} />
        ))}
      </ul>
    </div>
  )
}

function Card({ place, card }: { readonly place: Place; readonly card: GalleryCard }) {
  const { title, figure, lines, image, status, acts } = card
  return (
    <li className="gallery-card">
      {image === undefined ? (
        <div className="gallery-picture gallery-none mono">no picture</div>
      ) : (
        // As an image an SVG runs no script and loads nothing, whatever is in it.
        <img className="gallery-picture" alt="" src={`data:image/svg+xml,${encodeURIComponent(image)}`} />
      )}
      <div className="gallery-text">
        <div className="gallery-head">
          <strong>{title}</strong>
          {figure !== undefined && <span className="mono">{figure}</span>}
        </div>
        {lines.map((line) => (
          <div key={line} className="gallery-line mono">
            {line}
          </div>
        ))}
        {status !== undefined && (
          <p className={`gallery-status tone-${status.tone}`}>
            <ToneMark tone={status.tone} /> {status.text}
          </p>
        )}
        {acts.map((act) => (
          <ActButton key={act.label} place={place} act={act} />
        ))}
      </div>
    </li>
  )
}
