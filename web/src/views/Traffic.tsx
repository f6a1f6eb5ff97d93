import { LineChart, type LineSeries } from '../charts/LineChart'
import { formatMillis, formatPercent, formatRate, formatStep } from '../logic/format'
import { numberOf, type Step } from '../logic/grid'
import { seriesTable, stepsTable } from '../logic/tables'
import { Panel, stateOf, type PanelState } from '../parts/Panel'
import { spanOf, useSeries, type Scope, type Series } from './useSeries'

const EVERY = 6000

/** Events a second over the range. A step without events is a zero. */
export function RatePanel({ scope }: { scope: Scope }) {
  const rate = useSeries(scope, { metric: 'event_rate' }, EVERY)
  const values = rate.steps.map((step) => (step.point ? numberOf(step.point) : 0))
  return (
    <Panel
      title="Event rate" hint={`events a second, by ${scope.range.step}`} table={rate.data && seriesTable('event_rate', 'Events a second', rate.data.series, formatRate)}
      file={[scope.deployment, 'event_rate', scope.range.window]} state={stateOf(rate, none('No events in this range'))} isStale={rate.stale}
    >
      <TimeChart scope={scope} label="Event rate" of={rate} format={formatRate} series={[{ id: 'rate', label: 'rate', tone: 'one', isArea: true, values }]} />
    </Panel>
  )
}

const PERCENTILES = [
  { metric: 'latency_p50', label: 'p50', tone: 'one' }, { metric: 'latency_p95', label: 'p95', tone: 'two' }, { metric: 'latency_p99', label: 'p99', tone: 'three' },
] as const

export function LatencyPanel({ scope }: { scope: Scope }) {
  const p50 = useSeries(scope, { metric: 'latency_p50' }, EVERY)
  const p95 = useSeries(scope, { metric: 'latency_p95' }, EVERY)
  const p99 = useSeries(scope, { metric: 'latency_p99' }, EVERY)
  const all = [p50, p95, p99]
  const lines = PERCENTILES.map((one, index) => ({ ...one, steps: aligned(all[index]!.steps, p95.steps) }))
  const isMeasured = lines.some((line) => line.steps.some((step) => numberOf(step.point) !== null))
  const isHere = all.every((one) => one.data !== null)
  const failed = all.find((one) => one.error && one.data === null)
  const state: PanelState = failed ? { kind: 'failed', text: failed.error!.message }
    : !isHere ? { kind: 'loading' }
      : isMeasured ? { kind: 'ready' }
        : { kind: 'empty', title: 'No latency in these events', text: <>Events carry it as <code>latency_ms</code>: the time your model took. None of this range has it, so there is nothing to show.</> }
  return (
    <Panel
      title="Latency" hint="percentiles of the model’s own time" file={[scope.deployment, 'latency', scope.range.window]} state={state} isStale={p95.stale}
      table={isHere ? stepsTable(lines.map(({ metric, label, steps }) => ({ key: metric, label: `${label} (ms)`, steps })), formatMillis) : null}
      tools={isMeasured && <Legend items={PERCENTILES} />}
    >
      <TimeChart
        scope={scope} label="Latency percentiles" of={p95} format={formatMillis}
        series={lines.map(({ metric, label, tone, steps }) => ({ id: metric, label, tone, values: steps.map((step) => numberOf(step.point)) }))}
      />
    </Panel>
  )
}

export function ErrorPanel({ scope }: { scope: Scope }) {
  const errors = useSeries(scope, { metric: 'error_rate' }, EVERY)
  const values = errors.steps.map((step) => numberOf(step.point))
  const top = Math.max(0.01, ...values.map((value) => value ?? 0))
  return (
    <Panel
      title="Errors" hint="share of events with an error code" table={errors.data && seriesTable('error_rate', 'Error rate', errors.data.series, formatPercent)}
      file={[scope.deployment, 'error_rate', scope.range.window]} state={stateOf(errors, none('No events in this range'))} isStale={errors.stale}
    >
      <TimeChart scope={scope} label="Error rate" of={errors} format={formatPercent} minimumTop={top} series={[{ id: 'errors', label: 'errors', tone: 'two', isArea: true, values }]} />
    </Panel>
  )
}

interface TimeChartProps {
  scope: Scope
  label: string
  of: Series
  series: LineSeries[]
  format: (value: number | null) => string
  minimumTop?: number
}

function TimeChart({ scope, label, of, series, format, minimumTop }: TimeChartProps) {
  const { range } = scope
  return (
    <LineChart
      label={label} times={of.steps.map((step) => step.time)} series={series} span={spanOf(of.steps, range)} openIndex={of.openIndex} format={format}
      momentLabel={(time) => formatStep(time, range.stepMillis, range.window === '7d')} height={168} minimumTop={minimumTop}
    />
  )
}

export function Legend({ items }: { items: readonly { label: string; tone: string }[] }) {
  return (
    <ul className="legend" aria-label="Legend">
      {items.map(({ label, tone }) => <li key={label}><i className={`swatch tone-${tone}`} />{label}</li>)}
    </ul>
  )
}

/** Answers of two moments may differ by a step at their ends. */
function aligned(steps: readonly Step[], to: readonly Step[]): Step[] {
  const byTime = new Map(steps.map((step) => [step.time, step]))
  return to.map((step) => byTime.get(step.time) ?? { time: step.time, point: null })
}

function none(title: string) {
  return (data: { series: unknown[] }): PanelState | null => (data.series.length === 0 ? { kind: 'empty', title } : null)
}
