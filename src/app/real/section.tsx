/** The parts of which the page of what is real is made. */
import type { ReactNode } from 'react'

interface SectionProps {
  readonly id: string
  readonly title: string
  readonly children: ReactNode
}

/** A part of the page, under its heading. */
export function Section({ id, title, children }: SectionProps) {
  return (
    <section className="real-section" id={id} aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{title}</h2>
      <div>{children}</div>
    </section>
  )
}

/** A term and what is to be said of it. */
export type Fact = readonly [term: string, words: ReactNode]

/** Terms and words, one under the other. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="real-facts">
      {facts.map(([term, words]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  )
}
