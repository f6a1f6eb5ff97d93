import { area, line } from 'd3-shape'
import { scaleLinear } from 'd3-scale'
import { useWidth } from './useSize'

/** A line without axes, for a tile. It adds nothing that a chart below does not say, so it is hidden from screen readers. */
export function Sparkline({ values, height = 34 }: { values: (number | null)[]; height?: number }) {
  const [element, width] = useWidth<HTMLDivElement>()
  const numbers = values.map((value) => value ?? 0)
  const x = scaleLinear().domain([0, Math.max(1, numbers.length - 1)]).range([1, Math.max(1, width - 1)])
  const y = scaleLinear().domain([0, Math.max(...numbers, 1e-9)]).range([height - 2, 3])
  const places = numbers.map((value, index) => ({ x: Math.round(x(index) * 10) / 10, y: Math.round(y(value) * 10) / 10 }))
  const stroke = line<{ x: number; y: number }>().x((place) => place.x).y((place) => place.y)
  const fill = area<{ x: number; y: number }>().x((place) => place.x).y0(height).y1((place) => place.y)
  return (
    <div ref={element} className="sparkline" aria-hidden="true" style={{ height: `${height}px` }}>
      {width > 0 && numbers.length > 1 && (
        <svg width={width} height={height} className="line tone-one">
          <path className="line-area" d={fill(places) ?? ''} />
          <path className="line-path" d={stroke(places) ?? ''} />
        </svg>
      )}
    </div>
  )
}
