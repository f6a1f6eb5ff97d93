import { address } from '../api/client'
import type { Distribution } from '../api/types'
import { CategoryBars } from '../charts/CategoryBars'
import { Histogram } from '../charts/Histogram'
import { numericBars, otherBins } from '../logic/bars'
import { featureLabel, formatCompact, isOutput } from '../logic/format'
import { distributionTable } from '../logic/tables'
import { Panel, stateOf, type PanelState } from '../parts/Panel'
import { isAbsent, useResource } from '../state/resource'
import { Legend } from './Traffic'
import type { Scope } from './useSeries'

interface Props {
  scope: Scope
  feature: string
  title: string
  height?: number
  limit?: number
  className?: string
}

/** All that are counted (about 128): the page spreads them over bars of equal width. */
const MOST_BINS = 200

const LEGEND = [{ label: 'reference', tone: 'reference' }, { label: 'this range', tone: 'one' }]

/** How a feature is distributed now, over how it was in the reference. */
export function DistributionPanel({ scope, feature, title, height = 200, limit, className }: Props) {
  const url = address('/v1/metrics/distribution', {
    deployment_id: scope.deployment, feature, window: scope.range.window, bins: MOST_BINS, slice: scope.route.slice,
  })
  const resource = useResource<Distribution>(url, 6000)
  const { data } = resource
  const none: PanelState = { kind: 'empty', title: `No ${featureLabel(feature)} in these events` }
  const state = isAbsent(resource.error) ? none : stateOf(resource, (answer) => (answer.bins.length > 0 ? null
    : answer.count_reference > 0 || answer.count_current === 0 || isOutput(feature) ? none
      : { kind: 'empty', title: 'No reference yet', text: 'The bins of a feature come from a reference; its distribution is counted from then on.' }))
  const bins = data?.bins ?? []
  const numeric = numericBars(bins)
  const isNumeric = numeric !== null
  const rest = isNumeric ? otherBins(bins) : bins.filter((bin) => bin.kind === 'category' || bin.kind === 'numeric' || bin.reference > 0 || bin.current > 0)
  const hasReference = (data?.count_reference ?? 0) > 0
  const counts = data && `${hasReference ? `${formatCompact(data.count_reference)} in the reference` : 'no reference'}, ${formatCompact(data.count_current)} in the range`
  return (
    <Panel
      title={title} hint={counts} table={data && distributionTable(bins)} file={[scope.deployment, feature, 'distribution', scope.range.window]} state={state}
      isStale={resource.stale} tools={state.kind === 'ready' && hasReference && <Legend items={LEGEND} />} className={className}
    >
      {isNumeric && <Histogram bins={bins} label={`Distribution of ${featureLabel(feature)}`} height={height} />}
      {numeric?.isSpread && <p className="note">Drawn in bars of equal width; the table has the {bins.length} bins that are counted.</p>}
      {rest.length > 0 && <CategoryBars bins={rest} label={isNumeric ? `Events without a number in ${featureLabel(feature)}` : `Distribution of ${featureLabel(feature)}`} limit={limit} hasReference={hasReference} />}
    </Panel>
  )
}
