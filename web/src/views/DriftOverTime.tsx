import { HeatMap, type HeatRow } from '../charts/HeatMap'
import type { Drift, DriftMetric, MetricSeries } from '../api/types'
import { serverNow } from '../api/client'
import { featureLabel, formatStep, isOutput } from '../logic/format'
import { onGrid } from '../logic/grid'
import { METRIC_LABEL, THRESHOLDS } from '../logic/severity'
import { heatTable } from '../logic/tables'
import { Link } from '../parts/Link'
import { Panel, type PanelState } from '../parts/Panel'
import { Segmented } from '../parts/Segmented'
import { navigate } from '../state/router'
import { useResources, type Resource } from '../state/resource'
import { seriesAddress, type Scope } from './useSeries'

/** Every feature's drift, step by step. */
export function DriftOverTime({ scope, drift }: { scope: Scope; drift: Resource<Drift> }) {
  const { route, range } = scope
  const names = orderOf(drift.data)
  const urlOf = (feature: string) => seriesAddress(scope, { metric: route.metric, feature, isDrift: true })
  const { data, error, stale } = useResources<MetricSeries>(names.map(urlOf), 12_000)
  const answers = names.map((feature) => ({ feature, answer: data.get(urlOf(feature)) ?? (stale ? byFeature(data, feature) : undefined) }))
  const found = answers.flatMap(({ feature, answer }) => (answer ? [{ feature, series: answer.series, answer }] : []))
  const longest = found.reduce<MetricSeries['series']>((best, one) => (one.series.length > best.length ? one.series : best), [])
  const steps = onGrid(longest, serverNow(), range.millis, range.driftStepMillis)
  const times = steps.map((step) => step.time)
  const thresholds = found.find((one) => one.answer.thresholds)?.answer.thresholds ?? THRESHOLDS[route.metric]!
  const rows: HeatRow[] = found.filter((one) => one.series.some((point) => point.state !== 'not_applicable')).map(({ feature, series }) => {
    const byTime = new Map(series.map((point) => [Date.parse(point.ts), point]))
    return {
      id: feature, label: featureLabel(feature), cells: times.map((time) => byTime.get(time) ?? null),
      head: <Link to={{ feature }} className={isOutput(feature) ? 'is-output' : ''}>{featureLabel(feature)}</Link>,
    }
  })
  const label = METRIC_LABEL[route.metric]!
  return (
    <Panel
      title="Drift over time" file={[scope.deployment, route.metric, 'by_feature', range.window]} isStale={stale} className="is-wide"
      hint={<>{label} of each feature against the reference, by {range.driftStep}{rows.length > 0 && <HeatLegend warning={thresholds.warning} critical={thresholds.critical} />}</>}
      table={found.length > 0 ? heatTable(route.metric, label, found) : null} state={stateFor(drift, rows, found.length, error)}
      tools={<MetricChoice metric={route.metric} />}
    >
      <HeatMap
        label={`${label} by feature and time`} metricLabel={label} rows={rows} times={times} thresholds={thresholds} onOpen={(feature) => navigate({ feature })}
        openIndex={steps.findIndex((step) => step.point?.open === true)} momentLabel={(time) => formatStep(time, range.driftStepMillis, true)}
      />
    </Panel>
  )
}

export function MetricChoice({ metric }: { metric: DriftMetric }) {
  const choices: { value: DriftMetric; text: string; title: string }[] = [
    { value: 'psi', text: 'PSI', title: 'population stability index' }, { value: 'ks', text: 'KS', title: 'Kolmogorov–Smirnov distance' },
    { value: 'js_distance', text: 'JS', title: 'Jensen–Shannon distance' },
  ]
  return <Segmented label="Drift metric" choices={choices} value={metric} onChoose={(value) => navigate({ metric: value }, true)} />
}

/** The model's outputs, then the features as the API orders them: the most drifted first. */
function orderOf(drift: Drift | null): string[] {
  const names = drift?.features.map((one) => one.feature) ?? []
  return [...names.filter(isOutput), ...names.filter((name) => !isOutput(name))]
}

/** While another range is on the way: the answer about the same feature that is here. */
function byFeature(data: ReadonlyMap<string, MetricSeries>, feature: string): MetricSeries | undefined {
  for (const [url, answer] of data) if (new URLSearchParams(url.split('?')[1]).get('feature') === feature) return answer
  return undefined
}

function stateFor(drift: Resource<Drift>, rows: HeatRow[], found: number, error: Error | null): PanelState {
  const failure = drift.data ? error : drift.error
  if (failure && found === 0) return { kind: 'failed', text: failure.message }
  if (!drift.data) return { kind: 'loading' }
  if (drift.data.status === 'NO_REFERENCE') return { kind: 'empty', title: 'No reference yet', text: 'Make one from a time of good operation or from a file; drift shows from then on.' }
  if (drift.data.features.length === 0) return { kind: 'empty', title: 'No features in this range' }
  if (found === 0) return { kind: 'loading' }
  return rows.length > 0 ? { kind: 'ready' } : { kind: 'empty', title: 'This metric applies to none of the features' }
}

function HeatLegend({ warning, critical }: { warning: number; critical: number }) {
  return (
    <span className="heat-legend">
      <span className="heat-scale" aria-hidden="true"><i className="heat-0" /><i className="heat-1" /><i className="heat-2" /><i className="heat-3" /></span> below {warning}
      <span aria-hidden="true" className="heat-key heat-warning">●</span> warning from {warning}
      <span aria-hidden="true" className="heat-key heat-critical">▲</span> critical from {critical}
    </span>
  )
}
