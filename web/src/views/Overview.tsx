import { address } from '../api/client'
import type { Deployment, Drift } from '../api/types'
import { isOutput } from '../logic/format'
import { useResource } from '../state/resource'
import { DistributionPanel } from './DistributionPanel'
import { DriftOverTime } from './DriftOverTime'
import { DriftTable } from './DriftTable'
import { EventsPanel } from './Events'
import { Headline } from './Headline'
import { ErrorPanel, LatencyPanel, RatePanel } from './Traffic'
import type { Scope } from './useSeries'

const OUTPUT_TITLE: Readonly<Record<string, string>> = { __prediction__: 'Prediction class', __score__: 'Score', __value__: 'Predicted value' }

export function useDrift(scope: Scope) {
  const url = address('/v1/metrics/drift', { deployment_id: scope.deployment, window: scope.range.window, slice: scope.route.slice })
  return useResource<Drift>(url, 3000)
}

/** Everything about one deployment on one page. */
export function Overview({ scope, deployment }: { scope: Scope; deployment: Deployment }) {
  const drift = useDrift(scope)
  const known = drift.data?.features.map((one) => one.feature).filter(isOutput) ?? []
  const outputs = known.length > 0 ? known : ['__prediction__', '__score__']
  return (
    <>
      <h1 className="visually-hidden">Overview of {deployment.id}</h1>
      <Headline scope={scope} deployment={deployment} drift={drift} />
      <DriftOverTime scope={scope} drift={drift} />
      <div className="columns columns-drift">
        <DriftTable scope={scope} drift={drift} />
        <div className="stack">
          {outputs.map((name) => <DistributionPanel key={name} scope={scope} feature={name} title={OUTPUT_TITLE[name] ?? name} height={180} limit={8} />)}
          <RatePanel scope={scope} />
        </div>
      </div>
      <div className="columns columns-two">
        <LatencyPanel scope={scope} />
        <ErrorPanel scope={scope} />
      </div>
      <EventsPanel scope={scope} limit={10} isBrief />
    </>
  )
}
