import type { ReactNode } from 'react'
import { Sparkline } from '../charts/Sparkline'
import { address } from '../api/client'
import type { Deployment, Drift, MetricSeries } from '../api/types'
import { featureLabel, formatAge, formatCompact, formatCount, formatMillis, formatMoment, formatPercent, formatRate, isOutput, sliceLabel } from '../logic/format'
import { numberOf, onGrid } from '../logic/grid'
import { levelOf, levelOfStatus, summarize, type Level } from '../logic/severity'
import { Icon } from '../parts/Icon'
import { serverNow } from '../api/client'
import { useResource, type Resource } from '../state/resource'
import { useSeries, type Scope } from './useSeries'

const TITLE: Readonly<Record<Drift['status'], string>> = {
  OK: 'No drift', WARNING: 'Some drift', CRITICAL: 'Critical drift', INSUFFICIENT: 'Too few events', NO_REFERENCE: 'No reference yet',
}

interface Props { scope: Scope; deployment: Deployment; drift: Resource<Drift> }

/** The page's answer in one line: is something wrong, and what does that rest on. */
export function Headline({ scope, deployment, drift }: Props) {
  const latency = useSeries(scope, { metric: 'latency_p95' }, 6000).data?.total
  const errors = useSeries(scope, { metric: 'error_rate' }, 6000).data?.total
  return (
    <section className="headline" aria-label="Status">
      <Verdict drift={drift} scope={scope} />
      <Tile label={`Events, ${scope.range.label}`} value={formatCount(drift.data?.count)} id="events">
        {formatCompact(deployment.count)} stored{deployment.last_event_at ? `, newest ${formatAge(serverNow() - Date.parse(deployment.last_event_at))}` : ''}
      </Tile>
      <RateTile scope={scope} />
      <Tile label="Latency p95" value={latency?.state === 'ok' ? formatMillis(latency.value) : '–'} id="latency">
        {latency?.state === 'ok' ? `of ${formatCompact(latency.count)} events` : 'not in these events'}
      </Tile>
      <Tile label="Errors" value={errors?.state === 'ok' ? formatPercent(errors.value, 2) : '–'} id="errors">
        {errors?.state === 'ok' ? `of ${formatCompact(errors.count)} events` : 'no events'}
      </Tile>
      <ReferenceTile deployment={deployment} />
    </section>
  )
}

function Verdict({ drift, scope }: { drift: Resource<Drift>; scope: Scope }) {
  const data = drift.data
  if (!data) {
    const text = drift.error ? drift.error.message : 'Loading'
    return <div className="verdict verdict-unknown"><div className="verdict-text"><h2>{drift.error ? 'No answer' : '…'}</h2><p>{text}</p></div></div>
  }
  const level: Level = levelOfStatus(data.status)
  const features = data.features.filter((one) => !isOutput(one.feature))
  const drifted = features.filter((one) => one.drifted).length
  return (
    <div className={`verdict verdict-${level}`} data-status={data.status}>
      <Icon name={level} size={34} />
      <div className="verdict-text">
        <h2>{TITLE[data.status]}</h2>
        <p>{explanation(data, drifted, features.length)}</p>
        <p className="is-quiet">{[outputs(data), summarize(features, featureLabel), scope.route.slice && `only ${sliceLabel(scope.route.slice)}`].filter(Boolean).join(' · ')}</p>
      </div>
    </div>
  )
}

function explanation(drift: Drift, drifted: number, all: number): ReactNode {
  if (drift.status === 'NO_REFERENCE') return 'Drift needs a reference to compare with: make one from a time of good operation, or from a file.'
  if (drift.status === 'INSUFFICIENT') return `Drift needs at least 100 events in the range; there are ${formatCount(drift.count)}.`
  return <><strong className="number">{drifted}</strong> of <strong className="number">{all}</strong> features drifted</>
}

/** What the model puts out, in words. */
function outputs(drift: Drift): string {
  const word = { ok: 'stable', warning: 'drifting', critical: 'critical', unknown: 'unknown' }
  return drift.features.filter((one) => isOutput(one.feature) && one.severity).map((one) => `${featureLabel(one.feature)} ${word[levelOf(one.severity)]}`).join(', ')
}

/** The last full minute, with the hour before it. */
function RateTile({ scope }: { scope: Scope }) {
  const url = address('/v1/metrics/query', { metric: 'event_rate', deployment_id: scope.deployment, window: '1h', step: '1m', slice: scope.route.slice })
  const { data } = useResource<MetricSeries>(url, 3000)
  const steps = onGrid(data?.series ?? [], serverNow(), 3_600_000, 60_000).filter((step) => !step.point?.open && step.time + 60_000 <= serverNow())
  const values = steps.map((step) => (step.point ? numberOf(step.point) : 0))
  return (
    <Tile label="Event rate, last minute" value={data ? formatRate(values[values.length - 1] ?? 0) : '–'} id="rate">
      <Sparkline values={values} />
    </Tile>
  )
}

function ReferenceTile({ deployment }: { deployment: Deployment }) {
  const { reference } = deployment
  if (!reference) return <Tile label="Reference" value="none" id="reference">drift cannot be measured</Tile>
  const about = [reference.description, `${formatCompact(reference.count)} events`, `since ${formatMoment(Date.parse(reference.created_at))}`].filter(Boolean).join(' · ')
  return <Tile label="Reference" value={`version ${reference.version}`} id="reference">{about}</Tile>
}

function Tile({ label, value, id, children }: { label: string; value: string; id: string; children: ReactNode }) {
  return (
    <div className="tile" data-tile={id}>
      <h3>{label}</h3>
      <p className="tile-value">{value}</p>
      <div className="tile-note">{children}</div>
    </div>
  )
}
