import type { Point } from '../api/types'

/** One step of a chart's time axis. `point` is null where the API left the step out: nothing happened in it. */
export interface Step {
  time: number
  point: Point | null
}

/**
 * The steps that cover [end − span, end], with the series' points in them. The grid is anchored to the first point, so that it
 * is the API's own grid whatever its phase; without points, to the epoch.
 */
export function onGrid(series: readonly Point[], end: number, span: number, step: number): Step[] {
  const byTime = new Map<number, Point>()
  for (const point of series) byTime.set(Date.parse(point.ts), point)
  const anchor = byTime.size > 0 ? Date.parse(series[0]!.ts) : 0
  const times = new Set(byTime.keys())
  const first = anchor + Math.floor((end - span - anchor) / step) * step
  for (let time = first; time < end; time += step) times.add(time)
  return [...times].sort((a, b) => a - b).map((time) => ({ time, point: byTime.get(time) ?? null }))
}

/** The number of a step, or null when it has none that can be believed. */
export function numberOf(point: Point | null): number | null {
  return point && point.state === 'ok' && typeof point.value === 'number' ? point.value : null
}
