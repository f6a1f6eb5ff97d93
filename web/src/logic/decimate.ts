/** A place of a line; a null `y` is a gap. */
export interface Place {
  x: number
  y: number | null
}

/**
 * M4: of each pixel column keeps the first, the lowest, the highest and the last place, which draws the same picture as all
 * of them. Gaps stay. `places` are in order of x. Jugel et al., "M4: a visualization-oriented time series data aggregation", 2014.
 */
export function decimate<P extends Place>(places: readonly P[], x0: number, x1: number, columns: number): P[] {
  if (places.length <= columns * 4 || x1 <= x0) return [...places]
  const kept: P[] = []
  let start = 0
  while (start < places.length) {
    const column = columnOf(places[start]!, x0, x1, columns)
    const isGap = places[start]!.y === null
    let end = start + 1
    while (end < places.length && (places[end]!.y === null) === isGap && columnOf(places[end]!, x0, x1, columns) === column) end += 1
    keepExtremes(places, start, end, kept)
    start = end
  }
  return kept
}

function columnOf(place: Place, x0: number, x1: number, columns: number): number {
  return Math.floor(((place.x - x0) / (x1 - x0)) * columns)
}

function keepExtremes<P extends Place>(places: readonly P[], start: number, end: number, kept: P[]): void {
  let low = start
  let high = start
  for (let index = start; index < end; index += 1) {
    if ((places[index]!.y ?? 0) < (places[low]!.y ?? 0)) low = index
    if ((places[index]!.y ?? 0) > (places[high]!.y ?? 0)) high = index
  }
  const indexes = [...new Set([start, low, high, end - 1])].sort((a, b) => a - b)
  for (const index of indexes) kept.push(places[index]!)
}

/** Index of the place nearest to `x`, or −1 without places. */
export function nearest(xs: readonly number[], x: number): number {
  if (xs.length === 0) return -1
  let low = 0
  let high = xs.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (xs[middle]! <= x) low = middle
    else high = middle
  }
  return Math.abs(xs[low]! - x) <= Math.abs(xs[high]! - x) ? low : high
}
