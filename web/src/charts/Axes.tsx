import type { ScaleLinear, ScaleTime } from 'd3-scale'

interface Props {
  x: ScaleTime
  y: ScaleLinear
  left: number
  right: number
  bottom: number
  xTicks: Date[]
  yTicks: number[]
  formatX: (tick: Date) => string
  formatY: (tick: number) => string
}

/** Quiet grid lines with their values at the left, times below. */
export function Axes({ x, y, left, right, bottom, xTicks, yTicks, formatX, formatY }: Props) {
  const first = xTicks.findIndex((tick) => x(tick) >= left + 14)
  return (
    <g className="axes">
      {yTicks.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end">{formatY(tick)}</text>
        </g>
      ))}
      {xTicks.map((tick, index) => (
        <text
          key={tick.getTime()} x={Math.min(x(tick), right)} y={bottom + 16}
          textAnchor={index < first ? 'start' : x(tick) > right - 18 ? 'end' : 'middle'}
        >
          {formatX(tick)}
        </text>
      ))}
    </g>
  )
}
