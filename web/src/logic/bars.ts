import { scaleLinear } from 'd3-scale'
import type { Bin } from '../api/types'
import { formatNumber } from './format'

/** One bar of a numeric distribution: its place on the axis, and its shares of the events. */
export interface Bar {
  label: string
  from: number
  to: number
  reference: number
  current: number
}

export interface NumericBars {
  bars: Bar[]
  from: number
  to: number
  /** The bars are not the API's bins but these spread over bars of equal width. */
  isSpread: boolean
}

/** About so many bars show a shape without showing noise. */
const BARS = 32

/**
 * Numeric bins as bars of equal width on a true axis, so that heights can be compared. The counted bins hold equal parts of the
 * reference and so differ in width: each is spread evenly over the bars that it covers. Null when fewer than two have a place.
 */
export function numericBars(bins: readonly Bin[]): NumericBars | null {
  const placed = place(bins.filter((bin) => bin.kind === 'numeric'))
  const first = placed[0]
  const last = placed[placed.length - 1]
  if (!first || !last || placed.length < 2) return null
  const widths = placed.map((bar) => bar.to - bar.from)
  const isEven = Math.max(...widths) <= Math.min(...widths) * 1.01
  if (isEven && placed.length <= BARS * 2) return { bars: placed, from: first.from, to: last.to, isSpread: false }
  const ticks = scaleLinear().domain([first.from, last.to]).ticks(BARS)
  const step = (ticks[1] ?? last.to) - (ticks[0] ?? first.from)
  const start = Math.floor(first.from / step)
  const count = Math.max(1, Math.ceil(last.to / step - 1e-9) - start)
  const edge = (index: number) => Number(((start + index) * step).toPrecision(12))
  const bars: Bar[] = Array.from({ length: count }, (_, index) => ({
    label: `[${formatNumber(edge(index))}, ${formatNumber(edge(index + 1))})`, from: edge(index), to: edge(index + 1), reference: 0, current: 0,
  }))
  for (const bar of placed) spread(bar, bars, start, step)
  return { bars, from: edge(0), to: edge(count), isSpread: true }
}

/**
 * The bins with both ends finite: an open end gets the width of a typical bin, as nothing says how far its values reach (but not
 * across zero: counts, ages and scores have nothing there), and a bin of a single value that of the narrowest other one.
 */
function place(bins: readonly Bin[]): Bar[] {
  const widths = bins.flatMap((bin) => (isFinite(bin.lower) && isFinite(bin.upper) && bin.upper > bin.lower ? [bin.upper - bin.lower] : []))
  if (widths.length === 0) return []
  const sorted = widths.sort((a, b) => a - b)
  const typical = sorted[sorted.length >> 1]!
  return bins.flatMap((bin) => {
    const { label, reference, current } = bin
    const from = isFinite(bin.lower) ? bin.lower : isFinite(bin.upper) ? below(bin.upper, typical) : NaN
    const to = isFinite(bin.upper) ? bin.upper : isFinite(bin.lower) ? bin.lower + typical : NaN
    const isOpen = !isFinite(bin.lower) || !isFinite(bin.upper)
    if (Number.isNaN(from) || Number.isNaN(to) || (isOpen && reference === 0 && current === 0)) return []
    const half = to > from ? 0 : sorted[0]! / 2
    return [{ label, from: from - half, to: to + half, reference, current }]
  })
}

function below(end: number, width: number): number {
  return end > 0 && end < width ? 0 : end - width
}

function isFinite(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function spread(bar: Bar, bars: Bar[], start: number, step: number): void {
  const first = Math.max(0, Math.floor(bar.from / step - start))
  for (let index = first; index < bars.length && bars[index]!.from < bar.to; index += 1) {
    const target = bars[index]!
    const part = (Math.min(bar.to, target.to) - Math.max(bar.from, target.from)) / (bar.to - bar.from)
    if (part <= 0) continue
    target.reference += bar.reference * part
    target.current += bar.current * part
  }
}

/** Bins that are no place on a numeric axis, and say something. */
export function otherBins(bins: readonly Bin[]): Bin[] {
  return bins.filter((bin) => bin.kind !== 'numeric' && (bin.kind === 'category' || bin.reference > 0 || bin.current > 0))
}

/** The name of a bin on the page. */
export function binLabel(bin: Bin): string {
  if (bin.kind === 'missing') return 'missing'
  if (bin.kind === 'new') return 'new values'
  if (bin.kind === 'other') return 'other values'
  return bin.label
}
