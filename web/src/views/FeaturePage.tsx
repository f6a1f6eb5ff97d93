import { LineChart } from '../charts/LineChart'
import type { Deployment, Drift, FeatureDrift } from '../api/types'
import { featureLabel, formatCount, formatNumber, formatPercent, formatScore, formatStep, isOutput } from '../logic/format'
import { numberOf } from '../logic/grid'
import { explain, METRIC_LABEL } from '../logic/severity'
import { seriesTable } from '../logic/tables'
import { Icon } from '../parts/Icon'
import { Link } from '../parts/Link'
import { FeatureMark } from '../parts/Mark'
import { Panel, stateOf, type PanelState } from '../parts/Panel'
import type { Resource } from '../state/resource'
import { DistributionPanel } from './DistributionPanel'
import { MetricChoice } from './DriftOverTime'
import { SlicesPanel } from './Slices'
import { Legend } from './Traffic'
import { useDrift } from './Overview'
import { spanOf, useSeries, type Scope } from './useSeries'

/** One feature: what it looks like now, since when, and for whom. */
export function FeaturePage({ scope, deployment }: { scope: Scope; deployment: Deployment }) {
  const name = scope.route.feature
  const drift = useDrift(scope)
  const mine = drift.data?.features.find((one) => one.feature === name)
  const type = mine?.type ?? deployment.features.find((one) => one.name === name)?.type ?? ''
  const isKnown = mine !== undefined || type !== '' || isOutput(name) || drift.data === null
  return (
    <>
      <FeatureHead name={name} type={type} drift={drift} mine={mine} />
      {!isKnown ? (
        <section className="panel"><div className="empty"><strong>No feature “{name}” in this range</strong><p>Is the name right? A longer range may have it.</p></div></section>
      ) : (
        <>
          <div className="columns columns-two">
            <DistributionPanel scope={scope} feature={name} title="Distribution" height={240} limit={16} />
            <DriftPanel scope={scope} />
          </div>
          <SlicesPanel scope={scope} slices={deployment.slices} />
          <div className="columns columns-two">
            <MissingPanel scope={scope} />
            {type === 'number' && <MeanPanel scope={scope} />}
          </div>
        </>
      )}
    </>
  )
}

function FeatureHead({ name, type, drift, mine }: { name: string; type: string; drift: Resource<Drift>; mine: FeatureDrift | undefined }) {
  const names = drift.data?.features.map((one) => one.feature) ?? []
  const at = names.indexOf(name)
  const before = at > 0 ? names[at - 1] : undefined
  const after = at >= 0 ? names[at + 1] : undefined
  return (
    <section className="feature-head" aria-label="Feature">
      <div className="feature-title">
        <Link to={{ view: 'overview' }} className="crumb"><Icon name="back" size={14} /> Overview</Link>
        <h1>{featureLabel(name)} {type && <span className="type">{type}</span>}</h1>
        {mine && <FeatureMark feature={mine} />}
      </div>
      {mine && <FeatureNumbers mine={mine} />}
      <nav className="feature-nav" aria-label="Other features">
        {before && <Link to={{ feature: before }} label={`More drifted: ${featureLabel(before)}`}><Icon name="back" size={14} /> {featureLabel(before)}</Link>}
        {after && <Link to={{ feature: after }} label={`Less drifted: ${featureLabel(after)}`}>{featureLabel(after)} <Icon name="next" size={14} /></Link>}
      </nav>
    </section>
  )
}

function FeatureNumbers({ mine }: { mine: FeatureDrift }) {
  const { psi } = mine.metrics
  return (
    <dl className="numbers">
      {(['psi', 'ks', 'js_distance'] as const).map((metric) => {
        const value = mine.metrics[metric]
        const isNumber = value?.state === 'ok' && typeof value.value === 'number'
        return (
          <div key={metric} data-metric={metric}>
            <dt>{METRIC_LABEL[metric]}</dt>
            <dd>{isNumber ? <data value={String(value.value)}>{formatScore(value.value)}</data> : <span title={explain(value)}>–</span>}</dd>
          </div>
        )
      })}
      {psi?.state === 'ok' && psi.noise_floor ? <div><dt>PSI noise floor</dt><dd>{formatScore(psi.noise_floor)}</dd></div> : null}
      <div><dt>Missing</dt><dd>{formatPercent(mine.missing_ratio)} <span className="was">was {formatPercent(mine.missing_ratio_reference)}</span></dd></div>
      {psi && <div><dt>Events</dt><dd>{formatCount(psi.count)}</dd></div>}
    </dl>
  )
}

function DriftPanel({ scope }: { scope: Scope }) {
  const { route, range } = scope
  const series = useSeries(scope, { metric: route.metric, feature: route.feature, isDrift: true }, 6000)
  const label = METRIC_LABEL[route.metric]!
  const floor = series.steps.map((step) => (step.point?.state === 'ok' ? step.point.noise_floor ?? null : null))
  const hasFloor = floor.some((value) => value !== null && value > 0)
  const points = series.data?.series ?? []
  const state: PanelState = stateOf(series, () =>
    points.length === 0 ? { kind: 'empty', title: 'No events in this range' }
      : points.every((point) => point.state !== 'ok') ? { kind: 'empty', title: 'No score in this range', text: `${label}: ${explain(points[points.length - 1])}.` } : null)
  return (
    <Panel
      title="Drift over time" hint={`${label} against the reference, by ${range.driftStep}`} state={state} isStale={series.stale}
      tools={<>{hasFloor && <Legend items={[{ label: 'noise floor', tone: 'floor' }]} />}<MetricChoice metric={route.metric} /></>}
      table={series.data && seriesTable(route.metric, label, points, formatScore)} file={[scope.deployment, route.feature, route.metric, range.window]}
    >
      <LineChart
        label={`${label} of ${featureLabel(route.feature)} over time`} times={series.steps.map((step) => step.time)} span={spanOf(series.steps, range)}
        openIndex={series.openIndex} thresholds={series.data?.thresholds} floor={hasFloor ? floor : undefined} format={formatScore} formatTick={formatNumber} height={260}
        momentLabel={(time) => formatStep(time, range.driftStepMillis, true)}
        series={[{
          id: route.metric, label, tone: 'one', values: series.steps.map((step) => numberOf(step.point)), notes: series.steps.map((step) => explain(step.point)),
        }]}
      />
    </Panel>
  )
}

function MissingPanel({ scope }: { scope: Scope }) {
  return <SimplePanel scope={scope} metric="missing_ratio" title="Missing values" hint="share of events without this feature" format={formatPercent} least={0.01} />
}

function MeanPanel({ scope }: { scope: Scope }) {
  return <SimplePanel scope={scope} metric="mean" title="Mean" hint="of the values that are there" format={formatNumber} least={0} />
}

interface SimpleProps { scope: Scope; metric: string; title: string; hint: string; format: (value: number | null) => string; least: number }

function SimplePanel({ scope, metric, title, hint, format, least }: SimpleProps) {
  const { route, range } = scope
  const series = useSeries(scope, { metric, feature: route.feature, isDrift: true }, 12_000)
  const values = series.steps.map((step) => numberOf(step.point))
  return (
    <Panel
      title={title} hint={`${hint}, by ${range.driftStep}`} isStale={series.stale} table={series.data && seriesTable(metric, title, series.data.series, format)}
      file={[scope.deployment, route.feature, metric, range.window]}
      state={stateOf(series, () => (values.every((value) => value === null) ? { kind: 'empty', title: 'Nothing in this range' } : null))}
    >
      <LineChart
        label={`${title} of ${featureLabel(route.feature)} over time`} times={series.steps.map((step) => step.time)} span={spanOf(series.steps, range)} openIndex={series.openIndex}
        format={format} height={160} minimumTop={least} momentLabel={(time) => formatStep(time, range.driftStepMillis, true)} series={[{ id: metric, label: title.toLowerCase(), tone: 'one', values }]}
      />
    </Panel>
  )
}
