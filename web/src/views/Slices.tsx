import { LineChart } from '../charts/LineChart'
import type { MetricSeries, Value } from '../api/types'
import { featureLabel, formatCompact, formatNumber, formatScore, formatStep, sliceLabel } from '../logic/format'
import { numberOf } from '../logic/grid'
import { explain, levelOf, METRIC_LABEL } from '../logic/severity'
import type { Cell, TableData } from '../logic/csv'
import { Mark } from '../parts/Mark'
import { Panel, type PanelState } from '../parts/Panel'
import { useResources } from '../state/resource'
import { seriesAddress, spanOf, stepsOf, type Scope } from './useSeries'

/** The same feature in every slice, on one scale: who has drifted? */
export function SlicesPanel({ scope, slices }: { scope: Scope; slices: readonly string[] }) {
  const { route, range } = scope
  const urlOf = (slice: string) => seriesAddress(scope, { metric: route.metric, feature: route.feature, isDrift: true, slice })
  const { data, error, stale } = useResources<MetricSeries>(slices.map(urlOf), 12_000)
  const found = slices.flatMap((slice) => {
    const answer = data.get(urlOf(slice))
    return answer ? [{ slice, answer }] : []
  })
  const label = METRIC_LABEL[route.metric]!
  const top = Math.max(0, ...found.flatMap(({ answer }) => answer.series.map((point) => numberOf(point) ?? 0)))
  const state: PanelState = slices.length === 0
    ? { kind: 'empty', title: 'No slices', text: <>Events are sliced by the metadata key <code>cohort</code>; these carry none.</> }
    : found.length > 0 ? { kind: 'ready' } : error ? { kind: 'failed', text: error.message } : { kind: 'loading' }
  return (
    <Panel
      title="By slice" hint={`${label} of each slice against the same reference, by ${range.driftStep}`} state={state} isStale={stale}
      table={found.length > 0 ? table(route.metric, label, found) : null} file={[scope.deployment, route.feature, route.metric, 'by_slice', range.window]}
    >
      <div className="multiples">
        {found.map(({ slice, answer }) => {
          const { steps, openIndex } = stepsOf(answer, range, true)
          return (
            <figure key={slice} className="multiple">
              <figcaption><strong>{sliceLabel(slice)}</strong><Total value={answer.total ?? null} /></figcaption>
              <LineChart
                label={`${label} of ${featureLabel(route.feature)} in ${sliceLabel(slice)}`} times={steps.map((step) => step.time)} span={spanOf(steps, range)} openIndex={openIndex}
                thresholds={answer.thresholds} format={formatScore} formatTick={formatNumber} height={104} isCompact minimumTop={top} momentLabel={(time) => formatStep(time, range.driftStepMillis, true)}
                series={[{ id: slice, label, tone: 'one', values: steps.map((step) => numberOf(step.point)), notes: steps.map((step) => explain(step.point)) }]}
              />
            </figure>
          )
        })}
      </div>
    </Panel>
  )
}

function Total({ value }: { value: Value | null }) {
  if (!value || value.state !== 'ok') return <span className="is-quiet">{explain(value)}</span>
  return (
    <span className="multiple-total">
      <Mark level={levelOf(value.severity)} /> <data value={String(value.value)}>{formatScore(value.value)}</data> <span className="is-quiet">n {formatCompact(value.count)}</span>
    </span>
  )
}

function table(metric: string, label: string, found: { slice: string; answer: MetricSeries }[]): TableData {
  return {
    columns: [
      { key: 'slice', label: 'Slice', kind: 'text' }, { key: 'ts', label: 'Time', kind: 'time' }, { key: metric, label, kind: 'number', format: formatScore },
      { key: 'count', label: 'Events', kind: 'number' }, { key: 'state', label: 'State', kind: 'text' }, { key: 'severity', label: 'Severity', kind: 'text' },
    ],
    rows: found.flatMap(({ slice, answer }) =>
      answer.series.map((point): Cell[] => [slice, point.ts, point.value ?? null, point.count, point.state, point.severity || null])),
  }
}
