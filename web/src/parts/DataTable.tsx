import type { TableData } from '../logic/csv'
import { formatMoment, NONE } from '../logic/format'

/** A chart's numbers as a table. `data` and `time` elements carry the exact values behind the readable ones. */
export function DataTable({ table, caption }: { table: TableData; caption: string }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`${caption}, table`}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>{table.columns.map((column) => <th key={column.key} scope="col" className={`is-${column.kind}`}>{column.label}</th>)}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => {
                const column = table.columns[at]!
                return <td key={column.key} className={`is-${column.kind}`}>{show(cell, column)}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function show(cell: TableData['rows'][number][number], column: TableData['columns'][number]) {
  if (cell === null || cell === '') return <span className="is-quiet">{NONE}</span>
  if (column.kind === 'time') return <time dateTime={String(cell)}>{formatMoment(Date.parse(String(cell)))}</time>
  if (typeof cell === 'number') return <data value={String(cell)}>{column.format ? column.format(cell) : String(cell)}</data>
  return cell
}
