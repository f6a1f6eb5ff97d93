import { area, line } from 'd3-shape'
import { decimate, type Place } from '../logic/decimate'

export interface PlacedSeries {
  id: string
  label: string
  tone: 'one' | 'two' | 'three' | 'quiet' | 'floor'
  isArea?: boolean
  places: Place[]
}

interface Props {
  series: PlacedSeries[]
  bottom: number
  width: number
  /** The step that has not ended is drawn as a hollow point behind a dashed piece. */
  openIndex: number
}

/** Coordinates to a tenth of a pixel: half the length, the same picture. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}

const path = line<Place>().defined((place) => place.y !== null).x((place) => round(place.x)).y((place) => round(place.y ?? 0))

export function Lines({ series, bottom, width, openIndex }: Props) {
  const fill = area<Place>().defined((place) => place.y !== null).x((place) => round(place.x)).y0(bottom).y1((place) => round(place.y ?? 0))
  return (
    <g>
      {series.map(({ id, tone, isArea, places }) => {
        const closed = openIndex >= 0 ? places.slice(0, openIndex) : places
        const shown = decimate(closed, 0, width, Math.max(1, width))
        const open = openIndex >= 0 ? places[openIndex] : undefined
        const before = openIndex > 0 ? places[openIndex - 1] : undefined
        return (
          <g key={id} className={`line tone-${tone}`}>
            {isArea && <path className="line-area" d={fill(shown) ?? ''} />}
            <path className="line-path" d={path(shown) ?? ''} />
            {alone(shown).map((place) => <circle key={place.x} className="line-alone" cx={round(place.x)} cy={round(place.y ?? 0)} r={2} />)}
            {open && open.y !== null && before && before.y !== null && <path className="line-open" d={path([before, open]) ?? ''} />}
            {open && open.y !== null && <circle className="line-open-point" cx={round(open.x)} cy={round(open.y)} r={3} />}
          </g>
        )
      })}
    </g>
  )
}

/** Places between two gaps: a path would not show them. */
function alone(places: Place[]): Place[] {
  return places.filter((place, index) => place.y !== null && (places[index - 1]?.y ?? null) === null && (places[index + 1]?.y ?? null) === null)
}
