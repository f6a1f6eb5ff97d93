import type { PointerEvent } from 'react'
import { scaleLinear } from 'd3-scale'
import { numericBars, type Bar, type NumericBars } from '../logic/bars'
import { nearest } from '../logic/decimate'
import { formatNumber, formatPercent } from '../logic/format'
import type { Bin } from '../api/types'
import { Tooltip } from './Tooltip'
import { useReading } from './useReading'
import { useWidth } from './useSize'

const TOP = 8
const BOTTOM = 22
const LEFT = 46

/** Two numeric distributions over the same bars: the reference as a grey body, the window as a line in front of it. */
export function Histogram({ bins, label, height = 200 }: { bins: readonly Bin[]; label: string; height?: number }) {
  const placed = numericBars(bins)
  return placed ? <Bars placed={placed} label={label} height={height} /> : null
}

function Bars({ placed, label, height }: { placed: NumericBars; label: string; height: number }) {
  const { bars } = placed
  const [element, width] = useWidth<HTMLDivElement>()
  const reading = useReading(bars.length)
  const x = scaleLinear().domain([placed.from, placed.to]).range([LEFT, Math.max(LEFT + 1, width - 10)])
  const top = Math.max(...bars.map((bar) => Math.max(bar.reference, bar.current)), 1e-12)
  const y = scaleLinear().domain([0, top * 1.05]).range([height - BOTTOM, TOP])
  const centres = bars.map((bar) => x((bar.from + bar.to) / 2))
  const at = bars[reading.index]
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const position = event.clientX - event.currentTarget.getBoundingClientRect().left
    const inside = bars.findIndex((bar) => x(bar.from) <= position && position < x(bar.to))
    reading.read(inside >= 0 ? inside : nearest(centres, position))
  }
  const shown = reading.index < 0 ? 0 : reading.index
  return (
    <div
      ref={element} className="chart" role="slider" tabIndex={0} aria-label={`${label}. Arrow keys read the bins.`}
      aria-valuemin={0} aria-valuemax={bars.length - 1} aria-valuenow={shown} aria-valuetext={valueText(bars[shown]!)}
      onKeyDown={reading.onKeyDown} onFocus={(event) => event.currentTarget.matches(':focus-visible') && reading.read(0)} onBlur={reading.leave}
      onPointerMove={onPointerMove} onPointerLeave={reading.leave} style={{ height: `${height}px` }}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          <g className="axes">
            {y.ticks(4).map((tick) => (
              <g key={tick}>
                <line x1={LEFT} x2={width - 10} y1={y(tick)} y2={y(tick)} />
                <text x={LEFT - 8} y={y(tick)} dy="0.32em" textAnchor="end">{formatPercent(tick, top < 0.03 ? 1 : 0)}</text>
              </g>
            ))}
            {x.ticks(Math.max(2, Math.floor(width / 80))).map((tick) => (
              <text key={tick} x={x(tick)} y={height - 6} textAnchor={x(tick) > width - 24 ? 'end' : 'middle'}>{formatNumber(tick)}</text>
            ))}
          </g>
          <path className="histogram-reference" d={outline(bars, x, y, 'reference')} />
          <path className="histogram-current-body" d={outline(bars, x, y, 'current')} />
          <path className="histogram-current" d={outline(bars, x, y, 'current')} />
          {at && <rect className="histogram-reading" x={x(at.from)} y={TOP} width={Math.max(1, x(at.to) - x(at.from))} height={height - BOTTOM - TOP} />}
        </svg>
      )}
      {at && (
        <Tooltip x={x((at.from + at.to) / 2)} y={TOP} width={width}>
          <strong>{at.label}</strong>
          <span className="tooltip-row"><i className="swatch tone-reference" /><span>reference</span><b>{formatPercent(at.reference, 2)}</b></span>
          <span className="tooltip-row"><i className="swatch tone-one" /><span>window</span><b>{formatPercent(at.current, 2)}</b></span>
        </Tooltip>
      )}
    </div>
  )
}

/** The steps over all bars, down to the axis at gaps and at both ends. */
function outline(bars: Bar[], x: (value: number) => number, y: (value: number) => number, which: 'reference' | 'current'): string {
  const round = (value: number) => Math.round(value * 10) / 10
  const zero = round(y(0))
  let path = ''
  let end: number | null = null
  for (const bar of bars) {
    const from = round(x(bar.from))
    const height = round(y(bar[which]))
    path += end === from ? `V${height}` : `${end === null ? '' : `V${zero}`}M${from},${zero}V${height}`
    end = round(x(bar.to))
    path += `H${end}`
  }
  return `${path}V${zero}`
}

function valueText({ label, reference, current }: Bar): string {
  return `${label}: reference ${formatPercent(reference, 2)}, window ${formatPercent(current, 2)}`
}
