/** The few pictograms of the transport, drawn like everything else: with a pen. */
import type { ReactNode } from 'react'

/** The sheet they are drawn on. */
export function Icon({ children, size = 14 }: { readonly children: ReactNode; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" fill="currentColor">
      {children}
    </svg>
  )
}

/** A line of even weight. */
export const PEN = {
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
