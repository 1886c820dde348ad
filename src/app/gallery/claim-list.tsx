/** What a diagram claims, in words. */
import type { Diagram } from '~/kernel/diagram'

/** The list. */
export function ClaimList({ claims }: Pick<Diagram, 'claims'>) {
  return (
    <ul className="gallery-claims">
      {claims.map(({ id, title, statement }) => (
        <li key={id}>
          <strong>{title}</strong>
          <span>{statement}</span>
        </li>
      ))}
    </ul>
  )
}
