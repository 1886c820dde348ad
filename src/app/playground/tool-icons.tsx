/** The pictograms of the page's tools. */
import { Icon, PEN } from './icons'

/** Points down: more is hidden here. */
export function ChevronIcon() {
  return (
    <svg className="icon-chevron" width={10} height={10} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M2.5 5.5 8 11l5.5-5.5" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}

/** A magnifying glass. */
export function FindIcon() {
  return (
    <Icon>
      <path d="M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14" {...PEN} />
    </Icon>
  )
}

/** An arrow down into a tray. */
export function ExportIcon() {
  return (
    <Icon>
      <path d="M8 2v7.5M4.8 6.6 8 9.8l3.2-3.2M2.5 11.5v2h11v-2" {...PEN} />
    </Icon>
  )
}

/** An arrow that leaves a box. */
export function ShareIcon() {
  return (
    <Icon>
      <path d="M8 9.5V2M4.8 5 8 1.8 11.2 5M3 8.5v5h10v-5" {...PEN} />
    </Icon>
  )
}

/** An arrow out of a frame. */
export function OpenIcon() {
  return (
    <Icon>
      <path d="M9.5 2.5h4v4M13.5 2.5 7.5 8.5M6.5 3.5h-4v10h10v-4" {...PEN} />
    </Icon>
  )
}

/** A tag of a page. */
export function EmbedIcon() {
  return (
    <Icon>
      <path d="M5 4 1.5 8 5 12M11 4l3.5 4L11 12M9.3 2.8 6.7 13.2" {...PEN} />
    </Icon>
  )
}

/** The four corners of a screen. */
export function PresentIcon() {
  return (
    <Icon>
      <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" {...PEN} />
    </Icon>
  )
}
