import { useMemo, type PointerEvent } from 'react'
import { scaleLinear, scaleTime } from 'd3-scale'
import { nearest } from '../logic/decimate'
import { formatTimeTick } from '../logic/format'
import type { Thresholds } from '../api/types'
import { Axes } from './Axes'
import { Lines, type PlacedSeries } from './Lines'
import { Tooltip } from './Tooltip'
import { useReading } from './useReading'
import { useWidth } from './useSize'

/** A line of a chart. All lines of one chart stand on the same times. */
export interface LineSeries {
  id: string
  label: string
  /** The stroke: a colour token and a dash pattern, so that lines differ without colour. */
  tone: 'one' | 'two' | 'three' | 'quiet'
  isArea?: boolean
  values: (number | null)[]
  /** Per time: what to say where there is no number, or beside it. */
  notes?: string[]
}

interface Props {
  label: string
  times: number[]
  series: LineSeries[]
  /** The whole span of the time axis. */
  span: [number, number]
  /** Index of the step that has not ended, or −1. */
  openIndex?: number
  thresholds?: Thresholds | null
  /** What no drift at all would give, per time. */
  floor?: (number | null)[]
  format: (value: number | null) => string
  /** Of the axis' round numbers, where it differs. */
  formatTick?: (value: number) => string
  momentLabel: (time: number) => string
  height?: number
  isCompact?: boolean
  /** The value axis reaches at least this far. */
  minimumTop?: number
}

const TOP = 10
const BOTTOM = 22
/** Width of a character of the axes. */
const GLYPH = 6.5

export function LineChart(props: Props) {
  const { times, series, span, thresholds, floor, format, height = 180, isCompact = false } = props
  const [element, width] = useWidth<HTMLDivElement>()
  const reading = useReading(times.length)
  const formatTick = props.formatTick ?? format
  const top = highest(series, thresholds, floor, props.minimumTop ?? 0)
  const y = useMemo(() => scaleLinear().domain([0, top]).nice(isCompact ? 2 : 4).range([height - BOTTOM, TOP]), [top, height, isCompact])
  const yTicks = y.ticks(isCompact ? 2 : 4)
  const left = Math.max(isCompact ? 34 : 46, Math.ceil(Math.max(...yTicks.map((tick) => formatTick(tick).length)) * GLYPH) + 12)
  const x = useMemo(() => scaleTime().domain(span).range([left, Math.max(left + 1, width - 10)]), [span[0], span[1], left, width])
  const xs = useMemo(() => times.map((time) => x(time)), [times, x])
  const placed: PlacedSeries[] = series.map((line) => ({
    ...line, places: line.values.map((value, index) => ({ x: xs[index] ?? 0, y: value === null ? null : y(value) })),
  }))
  const at = reading.index
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    reading.read(nearest(xs, event.clientX - box.left))
  }
  return (
    <div
      ref={element} className="chart" role="slider" tabIndex={0} aria-label={`${props.label}. Arrow keys read the points.`}
      aria-valuemin={0} aria-valuemax={Math.max(0, times.length - 1)} aria-valuenow={Math.max(0, at < 0 ? times.length - 1 : at)}
      aria-valuetext={valueText(props, at < 0 ? times.length - 1 : at)}
      onKeyDown={reading.onKeyDown} onFocus={(event) => event.currentTarget.matches(':focus-visible') && reading.onFocus()}
      onBlur={reading.leave} onPointerMove={onPointerMove} onPointerLeave={reading.leave} style={{ height: `${height}px` }}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          <Axes
            x={x} y={y} left={left} right={width - 10} bottom={height - BOTTOM} xTicks={x.ticks(Math.max(2, Math.floor(width / 90)))}
            yTicks={yTicks} formatX={formatTimeTick} formatY={formatTick}
          />
          {thresholds && <ThresholdLines thresholds={thresholds} y={y} left={left} right={width - 10} isCompact={isCompact} />}
          {floor && <Lines series={[floorLine(floor, xs, y)]} bottom={height - BOTTOM} width={width} openIndex={-1} />}
          <Lines series={placed} bottom={height - BOTTOM} width={width} openIndex={props.openIndex ?? -1} />
          {at >= 0 && <ReadingMark x={xs[at] ?? 0} placed={placed} index={at} bottom={height - BOTTOM} />}
        </svg>
      )}
      {at >= 0 && (
        <Tooltip x={xs[at] ?? 0} y={TOP} width={width}>
          <strong>{props.momentLabel(times[at] ?? 0)}{at === props.openIndex ? ' (so far)' : ''}</strong>
          {series.map((line) => (
            <span key={line.id} className="tooltip-row">
              <i className={`swatch tone-${line.tone}`} />
              {series.length > 1 || !isCompact ? <span>{line.label}</span> : null}
              <b>{line.values[at] === null ? line.notes?.[at] || 'none' : format(line.values[at] ?? null)}</b>
            </span>
          ))}
          {floor && floor[at] != null && <span className="tooltip-row"><i className="swatch tone-floor" /><span>noise floor</span><b>{format(floor[at] ?? null)}</b></span>}
        </Tooltip>
      )}
    </div>
  )
}

function highest(series: LineSeries[], thresholds: Thresholds | null | undefined, floor: (number | null)[] | undefined, least: number): number {
  let top = Math.max(least, thresholds ? thresholds.critical * 1.08 : 0)
  for (const line of [...series.map((one) => one.values), floor ?? []]) for (const value of line) if (value !== null && value > top) top = value
  return top > 0 ? top : 1
}

function floorLine(floor: (number | null)[], xs: number[], y: (value: number) => number): PlacedSeries {
  return {
    id: 'floor', label: 'noise floor', tone: 'floor',
    places: floor.map((value, index) => ({ x: xs[index] ?? 0, y: value === null ? null : y(value) })),
  }
}

function valueText({ times, series, momentLabel, format, openIndex }: Props, index: number): string {
  if (times[index] === undefined) return 'no points'
  const values = series.map((line) => {
    const value = line.values[index] ?? null
    return `${line.label} ${value === null ? line.notes?.[index] || 'none' : format(value)}`
  })
  return `${momentLabel(times[index]!)}${index === openIndex ? ', so far' : ''}: ${values.join(', ')}`
}

interface ThresholdProps { thresholds: Thresholds; y: (value: number) => number; left: number; right: number; isCompact: boolean }

function ThresholdLines({ thresholds, y, left, right, isCompact }: ThresholdProps) {
  return (
    <g>
      {(['warning', 'critical'] as const).map((level) => (
        <g key={level} className={`threshold threshold-${level}`}>
          <line x1={left} x2={right} y1={y(thresholds[level])} y2={y(thresholds[level])} />
          {!isCompact && <text x={right} y={y(thresholds[level]) - 4} textAnchor="end">{level} {thresholds[level]}</text>}
        </g>
      ))}
    </g>
  )
}

function ReadingMark({ x, placed, index, bottom }: { x: number; placed: PlacedSeries[]; index: number; bottom: number }) {
  return (
    <g className="reading">
      <line x1={x} x2={x} y1={TOP} y2={bottom} />
      {placed.map((line) => {
        const y = line.places[index]?.y
        return y === null || y === undefined ? null : <circle key={line.id} className={`dot tone-${line.tone}`} cx={x} cy={y} r={3.5} />
      })}
    </g>
  )
}
