/** A table: what a chart shows, as its table view and its CSV say it. */
export interface TableData {
  columns: TableColumn[]
  rows: Cell[][]
}

export interface TableColumn {
  /** The name in the CSV. */
  key: string
  label: string
  kind: 'text' | 'number' | 'time'
  /** How people read a number; the CSV has all its digits. */
  format?: (value: number | null) => string
}

export type Cell = string | number | null

/** RFC 4180, with a header line. Numbers have all their digits, times are RFC 3339, what is missing is empty. */
export function toCSV(table: TableData): string {
  const lines = [table.columns.map((column) => field(column.key)).join(',')]
  for (const row of table.rows) lines.push(row.map(field).join(','))
  return lines.join('\r\n') + '\r\n'
}

function field(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = isFormula(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

/** A spreadsheet would run such a text: names and categories come from outside. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text))
}

/** A file name that says what is in it. */
export function fileName(parts: readonly string[]): string {
  const name = parts.filter(Boolean).join('-').replace(/[^A-Za-z0-9._=-]+/g, '_')
  return `${name}.csv`
}
