import { address, serverNow } from '../api/client'
import type { MetricSeries } from '../api/types'
import { onGrid, type Step } from '../logic/grid'
import { RANGES, type RangeSteps } from '../logic/ranges'
import type { Route } from '../state/router'
import { useResource, type Resource } from '../state/resource'

/** What all panels of a deployment ask about. */
export interface Scope {
  deployment: string
  route: Route
  range: RangeSteps
}

export function scopeOf(deployment: string, route: Route): Scope {
  return { deployment, route, range: RANGES[route.range] }
}

export interface SeriesQuestion {
  metric: string
  feature?: string
  /** The coarser steps that drift needs. */
  isDrift?: boolean
  slice?: string
}

export function seriesAddress({ deployment, route, range }: Scope, { metric, feature, isDrift, slice }: SeriesQuestion): string {
  return address('/v1/metrics/query', {
    metric, feature, deployment_id: deployment, window: range.window, step: isDrift ? range.driftStep : range.step, slice: slice ?? route.slice,
  })
}

export interface Series extends Resource<MetricSeries> {
  steps: Step[]
  /** Index of the step that has not ended, or −1. */
  openIndex: number
}

/** One metric over the page's range. */
export function useSeries(scope: Scope, question: SeriesQuestion, every: number): Series {
  const resource = useResource<MetricSeries>(seriesAddress(scope, question), every)
  return { ...resource, ...stepsOf(resource.data, scope.range, question.isDrift ?? false) }
}

export function stepsOf(data: MetricSeries | null, range: RangeSteps, isDrift: boolean): { steps: Step[]; openIndex: number } {
  const steps = onGrid(data?.series ?? [], serverNow(), range.millis, isDrift ? range.driftStepMillis : range.stepMillis)
  return { steps, openIndex: steps.findIndex((step) => step.point?.open === true) }
}

/** From the first step's start to now. */
export function spanOf(steps: readonly Step[], range: RangeSteps): [number, number] {
  const now = serverNow()
  return [steps[0]?.time ?? now - range.millis, Math.max(now, steps[steps.length - 1]?.time ?? now)]
}
