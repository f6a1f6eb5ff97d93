import type { Bin } from '../api/types'
import { binLabel } from '../logic/bars'
import { formatPercent } from '../logic/format'
import { useReading } from './useReading'

interface Props {
  bins: readonly Bin[]
  label: string
  /** More are in the table. */
  limit?: number
  /** Without a reference there is one bar a category. */
  hasReference?: boolean
}

/** Share by category, the reference's bar above the window's, with both numbers written out. Nothing to hover for. */
export function CategoryBars({ bins, label, limit = 14, hasReference = true }: Props) {
  const shown = ordered(bins).slice(0, limit)
  const hidden = bins.length - shown.length
  const top = Math.max(...shown.map((bin) => Math.max(bin.reference, bin.current)), 1e-12)
  const reading = useReading(shown.length)
  const at = shown[Math.max(0, reading.index)]
  const said = (bin: Bin) => `${binLabel(bin)}: ${hasReference ? `reference ${formatPercent(bin.reference)}, ` : ''}window ${formatPercent(bin.current)}`
  const onKeyDown = (event: React.KeyboardEvent) => {
    const key = event.key === 'ArrowUp' ? 'ArrowLeft' : event.key === 'ArrowDown' ? 'ArrowRight' : event.key
    reading.onKeyDown({ ...event, key, preventDefault: () => event.preventDefault() } as React.KeyboardEvent)
  }
  return (
    <div
      className="chart bars" role="slider" tabIndex={0} aria-label={`${label}. Arrow keys read the categories.`} aria-orientation="vertical"
      aria-valuemin={0} aria-valuemax={Math.max(0, shown.length - 1)} aria-valuenow={Math.max(0, reading.index)}
      aria-valuetext={at ? said(at) : 'no categories'}
      onKeyDown={onKeyDown} onFocus={(event) => event.currentTarget.matches(':focus-visible') && reading.read(0)} onBlur={reading.leave}
    >
      {shown.map((bin, index) => (
        <div key={`${bin.kind} ${bin.label}`} className={`bar-row${index === reading.index ? ' is-read' : ''}`}>
          <span className={`bar-label${bin.kind === 'category' || bin.kind === 'numeric' ? '' : ' is-special'}`} title={binLabel(bin)}>{binLabel(bin)}</span>
          <svg className="bar-pair" height={20} aria-hidden="true">
            {hasReference && <rect className="bar-reference" y={1} height={8} width={percent(bin.reference / top)} rx={1.5} />}
            <rect className="bar-current" y={hasReference ? 11 : 6} height={8} width={percent(bin.current / top)} rx={1.5} />
          </svg>
          <span className="bar-numbers">
            {hasReference && <span className="is-quiet">{formatPercent(bin.reference)}</span>}
            <span>{formatPercent(bin.current)}</span>
          </span>
        </div>
      ))}
      {hidden > 0 && <p className="note">{hidden} more in the table</p>}
    </div>
  )
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1000) / 10}%`
}

/** The reference's largest first, so that live numbers do not reorder the rows; new, other and missing values last. */
function ordered(bins: readonly Bin[]): Bin[] {
  const rank = (bin: Bin) => (bin.kind === 'category' || bin.kind === 'numeric' ? 0 : 1)
  return [...bins].sort((a, b) => rank(a) - rank(b) || b.reference - a.reference || b.current - a.current)
}
