/** The few pictograms of the transport, drawn like everything else: with a pen. */
import type { ReactNode } from 'react'

function Icon({ children, size = 14 }: { readonly children: ReactNode; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" fill="currentColor">
      {children}
    </svg>
  )
}

const PEN = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

/** A triangle. */
export function PlayIcon() {
  return (
    <Icon>
      <path d="M4 2.5v11l9-5.5z" />
    </Icon>
  )
}

/** Two bars. */
export function PauseIcon() {
  return (
    <Icon>
      <path d="M4 3h3v10H4zM9 3h3v10H9z" />
    </Icon>
  )
}

/** A triangle that runs into a bar. */
export function StepIcon() {
  return (
    <Icon>
      <path d="M3 3v10l7-5zM11.4 3H13v10h-1.6z" />
    </Icon>
  )
}

/** A triangle to the left that runs into a bar. */
export function StepBackIcon() {
  return (
    <Icon>
      <path d="M13 3v10L6 8zM4.6 3H3v10h1.6z" />
    </Icon>
  )
}

/** An arrow that goes round. */
export function RestartIcon() {
  return (
    <Icon>
      <path d="M12.9 8A4.9 4.9 0 1 1 11 4.1M11.4 1.4v3.1H8.3" {...PEN} />
    </Icon>
  )
}

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
