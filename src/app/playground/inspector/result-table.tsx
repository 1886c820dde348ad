/** A table of cells under named columns, which scrolls by itself. */

interface ResultTableProps {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly label: string
  readonly className?: string
}

/** Rows of a store. */
export function ResultTable({ columns, rows, label, className = '' }: ResultTableProps) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className={`table mono ${className}`}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            <tr key={index}>
              {cells.map((cell, column) => (
                <td key={column} title={cell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
