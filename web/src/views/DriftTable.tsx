import { useState } from 'react'
import type { Drift, DriftMetric, FeatureDrift } from '../api/types'
import { featureLabel, formatCount, formatPercent, formatScore } from '../logic/format'
import { explain, METRIC_LABEL, THRESHOLDS } from '../logic/severity'
import { driftTable, valueOf } from '../logic/tables'
import { Link } from '../parts/Link'
import { FeatureMark } from '../parts/Mark'
import { Panel, stateOf } from '../parts/Panel'
import type { Resource } from '../state/resource'
import type { Scope } from './useSeries'

type Key = 'feature' | 'severity' | DriftMetric | 'missing'
const RANK: Readonly<Record<string, number>> = { high: 3, medium: 2, low: 1 }

const COLUMNS: { key: Key; label: string; title?: string; isNumber?: boolean }[] = [
  { key: 'feature', label: 'Feature' }, { key: 'severity', label: 'Severity' },
  { key: 'psi', label: 'PSI', title: 'population stability index', isNumber: true },
  { key: 'ks', label: 'KS', title: 'Kolmogorov–Smirnov distance', isNumber: true },
  { key: 'js_distance', label: 'JS', title: 'Jensen–Shannon distance', isNumber: true },
  { key: 'missing', label: 'Missing', isNumber: true },
]

/** All features over the whole range, sortable. */
export function DriftTable({ scope, drift }: { scope: Scope; drift: Resource<Drift> }) {
  const [sort, setSort] = useState<{ key: Key; down: boolean }>({ key: 'severity', down: true })
  const features = sorted(drift.data?.features ?? [], sort.key, sort.down)
  const choose = (key: Key) => setSort((now) => ({ key, down: now.key === key ? !now.down : key !== 'feature' }))
  return (
    <Panel
      title="Features" hint={`the whole range, ${scope.range.label}`} table={drift.data && driftTable(features)} isTableAlready isStale={drift.stale}
      file={[scope.deployment, 'drift', scope.range.window]} state={stateOf(drift, (data) => (data.features.length === 0 ? { kind: 'empty', title: 'No features in this range' } : null))}
    >
      <div className="table-scroll is-tall" role="region" aria-label="Features, table" tabIndex={0}>
        <table className="table drift-table">
          <thead>
            <tr>
              {COLUMNS.map(({ key, label, title, isNumber }) => (
                <th key={key} scope="col" className={isNumber ? 'is-number' : ''} aria-sort={sort.key === key ? (sort.down ? 'descending' : 'ascending') : undefined}>
                  <button type="button" className="sort" title={title} onClick={() => choose(key)}>
                    {label}<span aria-hidden="true" className="sort-sign">{sort.key === key ? (sort.down ? '↓' : '↑') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{features.map((feature) => <Row key={feature.feature} feature={feature} />)}</tbody>
        </table>
      </div>
    </Panel>
  )
}

function Row({ feature }: { feature: FeatureDrift }) {
  return (
    <tr data-feature={feature.feature}>
      <th scope="row"><Link to={{ feature: feature.feature }}>{featureLabel(feature.feature)}</Link> <span className="type">{feature.type}</span></th>
      <td><FeatureMark feature={feature} /></td>
      {(['psi', 'ks', 'js_distance'] as const).map((metric) => <Score key={metric} feature={feature} metric={metric} />)}
      <td className="is-number">
        <data value={String(feature.missing_ratio ?? '')}>{formatPercent(feature.missing_ratio)}</data>
        {feature.missing_ratio_reference !== feature.missing_ratio && <span className="was"> was {formatPercent(feature.missing_ratio_reference)}</span>}
        {feature.type_errors > 0 && <span className="was"> {formatCount(feature.type_errors)} of another type</span>}
      </td>
    </tr>
  )
}

function Score({ feature, metric }: { feature: FeatureDrift; metric: DriftMetric }) {
  const value = valueOf(feature, metric)
  if (value === null) return <td className="is-number is-quiet" title={explain(feature.metrics[metric])}>–</td>
  return (
    <td className="is-number">
      {metric === 'psi' && <ScoreBar value={value} metric={metric} severity={feature.metrics[metric]?.severity ?? ''} />}
      <data value={String(value)} title={`${METRIC_LABEL[metric]} ${value}`}>{formatScore(value)}</data>
    </td>
  )
}

/** The score on a scale that ends at the critical threshold, with the warning threshold as a tick. */
function ScoreBar({ value, metric, severity }: { value: number; metric: DriftMetric; severity: string }) {
  const { warning, critical } = THRESHOLDS[metric]!
  const width = 48
  return (
    <svg className={`score-bar score-${severity || 'none'}`} width={width} height={10} aria-hidden="true">
      <rect className="score-track" width={width} height={4} y={3} rx={2} />
      <rect className="score-fill" width={Math.max(1.5, Math.min(1, value / critical) * width)} height={4} y={3} rx={2} />
      <line className="score-tick" x1={(warning / critical) * width} x2={(warning / critical) * width} y1={1} y2={9} />
    </svg>
  )
}

function sorted(features: readonly FeatureDrift[], key: Key, down: boolean): FeatureDrift[] {
  const sign = down ? -1 : 1
  const text = (one: FeatureDrift) => featureLabel(one.feature).toLowerCase()
  const number = (one: FeatureDrift): number => {
    if (key === 'severity') return (RANK[one.severity] ?? 0) * 1000 + Math.min(999, valueOf(one, 'psi') ?? -1)
    return key === 'missing' ? one.missing_ratio ?? -1 : valueOf(one, key as DriftMetric) ?? -1
  }
  return [...features].sort((a, b) => sign * (key === 'feature' ? (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0) : number(a) - number(b)))
}
