/** A table of what two runs, or one run in two worlds, came to: a row for each thing, a column for each of the two. */
import type { ReactNode } from 'react'

interface ComparedTableProps {
  readonly caption: string
  readonly columns: readonly string[]
  /** Its rows. */
  readonly children: ReactNode
}

/** The table; its first column, the names, needs no heading to be seen. */
export function ComparedTable({ caption, columns, children }: ComparedTableProps) {
  return (
    <table className="compare-table">
      <caption className="caption">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">What</span>
          </th>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}
