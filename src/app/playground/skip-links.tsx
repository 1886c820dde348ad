/** The first stops of Tab: over all the tools to what the page is about. */
import type { MouseEvent } from 'react'
import './skip-links.css'

const LINKS = [
  ['diagram', 'To the diagram', '.stage .react-flow__node'],
  ['timeline', 'To the timeline', '.timeline input[type="range"], .timeline button'],
] as const

/** The links. They move the focus and leave the address to the run. */
export function SkipLinks() {
  const go = (event: MouseEvent, selector: string) => {
    event.preventDefault()
    document.querySelector<HTMLElement>(selector)?.focus()
  }
  return (
    <nav className="skip-links" aria-label="Skip to">
      {LINKS.map(([id, label, selector]) => (
        <a key={id} className="button" href={`#${id}`} onClick={(event) => go(event, selector)}>
          {label}
        </a>
      ))}
    </nav>
  )
}
