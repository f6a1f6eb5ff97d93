import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import type { Thresholds, Value } from '../api/types'
import { formatScore, formatTimeTick } from '../logic/format'
import { explain, LEVEL_TEXT, levelOf, shade } from '../logic/severity'
import { Tooltip } from './Tooltip'
import { useWidth } from './useSize'

export interface HeatRow {
  id: string
  label: string
  /** Left of the row: a link to its page. */
  head: ReactNode
  /** One a time; null where nothing was answered. */
  cells: (Value | null)[]
}

interface Props {
  label: string
  metricLabel: string
  rows: HeatRow[]
  times: number[]
  openIndex: number
  thresholds: Thresholds
  momentLabel: (time: number) => string
  onOpen: (row: string) => void
}

const ROW = 26
const AXIS = 22

/** Rows by times, each cell a number with its severity as shade and mark. Arrow keys read the cells, Enter opens the row. */
export function HeatMap(props: Props) {
  const { rows, times, thresholds } = props
  const [element, width] = useWidth<HTMLDivElement>()
  const [at, setAt] = useState<{ row: number; column: number } | null>(null)
  const size = times.length > 0 ? width / times.length : 0
  const reading = at && rows[at.row] && at.column < times.length ? at : null
  const shown = reading ?? { row: 0, column: times.length - 1 }

  const onKeyDown = (event: KeyboardEvent) => {
    const move: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
    const by = move[event.key]
    if (event.key === 'Enter' && rows[shown.row]) return props.onOpen(rows[shown.row]!.id)
    if (event.key === 'Escape') return setAt(null)
    if (!by && event.key !== 'Home' && event.key !== 'End') return
    event.preventDefault()
    const column = event.key === 'Home' ? 0 : event.key === 'End' ? times.length - 1 : shown.column + (by?.[1] ?? 0)
    setAt({ row: clamp(shown.row + (by?.[0] ?? 0), rows.length), column: clamp(column, times.length) })
  }
  const place = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const row = Math.floor((event.clientY - box.top) / ROW)
    const column = Math.floor((event.clientX - box.left) / size)
    return row >= 0 && row < rows.length && column >= 0 && column < times.length ? { row, column } : null
  }

  return (
    <div className="heat">
      <div className="heat-heads">{rows.map((row) => <div key={row.id} className="heat-head">{row.head}</div>)}</div>
      <div
        ref={element} className="chart heat-cells" role="slider" tabIndex={0}
        aria-label={`${props.label}. Arrow keys read the cells, Enter opens the feature.`}
        aria-valuemin={0} aria-valuemax={Math.max(0, rows.length * times.length - 1)} aria-valuenow={Math.max(0, shown.row * times.length + shown.column)}
        aria-valuetext={valueText(props, shown)} style={{ height: `${rows.length * ROW + AXIS}px` }}
        onKeyDown={onKeyDown} onFocus={(event) => event.currentTarget.matches(':focus-visible') && setAt((now) => now ?? shown)} onBlur={() => setAt(null)}
        onPointerMove={(event) => setAt(place(event))} onPointerLeave={() => setAt(null)}
        onClick={(event) => { const hit = place(event as unknown as PointerEvent<HTMLDivElement>); if (hit) props.onOpen(rows[hit.row]!.id) }}
      >
        {width > 0 && (
          <svg width={width} height={rows.length * ROW + AXIS} aria-hidden="true">
            {rows.map((row, r) => (
              <g key={row.id} transform={`translate(0 ${r * ROW})`}>
                {row.cells.map((cell, c) => <HeatCell key={times[c]} cell={cell} x={c * size} size={size} thresholds={thresholds} isOpen={c === props.openIndex} />)}
              </g>
            ))}
            {reading && <rect className="heat-reading" x={reading.column * size + 0.5} y={reading.row * ROW + 0.5} width={Math.max(0, size - 1)} height={ROW - 1} rx={3} />}
            <TimeAxis times={times} size={size} y={rows.length * ROW + 16} width={width} />
          </svg>
        )}
        {reading && (
          <Tooltip x={(reading.column + 0.5) * size} y={(reading.row + 1) * ROW + 4} width={width}>
            <strong>{rows[reading.row]!.label}</strong>
            <span>{props.momentLabel(times[reading.column]!)}{reading.column === props.openIndex ? ' (so far)' : ''}</span>
            <CellText cell={rows[reading.row]!.cells[reading.column] ?? null} metric={props.metricLabel} />
          </Tooltip>
        )}
      </div>
    </div>
  )
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index))
}

interface CellProps { cell: Value | null; x: number; size: number; thresholds: Thresholds; isOpen: boolean }

function HeatCell({ cell, x, size, thresholds, isOpen }: CellProps) {
  const frame = { x: x + 1, y: 1, width: Math.max(1, size - 2), height: ROW - 2, rx: Math.min(3, size / 4) }
  const value = cell?.state === 'ok' ? cell.value : null
  if (value === null || value === undefined) return <rect {...frame} className={cell ? 'heat-few' : 'heat-none'} />
  const level = shade(value, thresholds, cell?.severity)
  const mark = level === 'critical' ? '▲' : level === 'warning' ? '●' : ''
  // Where nothing moves, an empty cell says so best.
  const text = size >= 30 ? (level === '0' ? '' : value.toFixed(2).replace(/^0/, '')) : size >= 12 ? mark : ''
  return (
    <g className={`heat-cell heat-${level}${isOpen ? ' heat-open' : ''}`}>
      <rect {...frame} />
      {text && <text x={x + size / 2} y={ROW / 2} dy="0.34em" textAnchor="middle">{text}{size >= 54 && mark ? ` ${mark}` : ''}</text>}
    </g>
  )
}

function TimeAxis({ times, size, y, width }: { times: number[]; size: number; y: number; width: number }) {
  const every = Math.max(1, Math.ceil(52 / Math.max(1, size)))
  return (
    <g className="axes">
      {times.map((time, index) => {
        const x = index * size
        return index % every === 0 && x + 30 < width ? <text key={time} x={x + 2} y={y}>{formatTimeTick(new Date(time))}</text> : null
      })}
    </g>
  )
}

function CellText({ cell, metric }: { cell: Value | null; metric: string }) {
  if (!cell || cell.state !== 'ok') return <span>{explain(cell)}</span>
  return (
    <>
      <span className="tooltip-row"><span>{metric}</span><b>{formatScore(cell.value)}</b></span>
      <span className="tooltip-row"><span>severity</span><b>{LEVEL_TEXT[levelOf(cell.severity)].toLowerCase()}</b></span>
      <span className="tooltip-row"><span>events</span><b>{cell.count.toLocaleString('en-GB')}</b></span>
    </>
  )
}

function valueText({ rows, times, momentLabel, metricLabel }: Props, { row, column }: { row: number; column: number }): string {
  const line = rows[row]
  const time = times[column]
  if (!line || time === undefined) return 'no cells'
  const cell = line.cells[column] ?? null
  const said = cell?.state === 'ok' ? `${metricLabel} ${formatScore(cell.value)}, ${LEVEL_TEXT[levelOf(cell.severity)].toLowerCase()}` : explain(cell)
  return `${line.label}, ${momentLabel(time)}: ${said}`
}
