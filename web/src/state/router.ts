import { createStore, useStore } from './store'
import { isRange, type Range } from '../logic/ranges'
import type { DriftMetric } from '../api/types'

/** What the page shows; the address bar holds exactly this. */
export interface Route {
  view: 'overview' | 'events' | 'feature'
  deployment: string
  range: Range
  slice: string
  feature: string
  metric: DriftMetric
  event: string
}

const METRICS: readonly string[] = ['psi', 'ks', 'js_distance']

export function parseRoute(search: string): Route {
  const query = new URLSearchParams(search)
  const range = query.get('range') ?? ''
  const metric = query.get('metric') ?? ''
  const feature = query.get('feature') ?? ''
  return {
    view: feature ? 'feature' : query.get('view') === 'events' ? 'events' : 'overview',
    deployment: query.get('deployment') ?? '',
    range: isRange(range) ? range : '24h',
    slice: query.get('slice') ?? '',
    feature,
    metric: METRICS.includes(metric) ? (metric as DriftMetric) : 'psi',
    event: query.get('event') ?? '',
  }
}

/** The shortest query that `parseRoute` reads back as `route`. */
export function formatRoute(route: Route): string {
  const query = new URLSearchParams()
  if (route.deployment) query.set('deployment', route.deployment)
  if (route.range !== '24h') query.set('range', route.range)
  if (route.slice) query.set('slice', route.slice)
  if (route.view === 'feature') query.set('feature', route.feature)
  if (route.view === 'events') query.set('view', 'events')
  if (route.metric !== 'psi') query.set('metric', route.metric)
  if (route.event) query.set('event', route.event)
  const text = query.toString()
  return text ? `?${text}` : ''
}

/** `route` with `change`; naming a view leaves the others' parts behind. */
export function changed(route: Route, change: Partial<Route>): Route {
  const next = { ...route, ...change }
  if (change.feature) next.view = 'feature'
  if (next.view !== 'feature') next.feature = ''
  if (change.view || change.feature) next.event = change.event ?? ''
  return next
}

const routeStore = createStore<Route>(parseRoute(''))

export function startRouter(): void {
  const read = () => routeStore.set(parseRoute(location.search))
  read()
  addEventListener('popstate', read)
}

export function useRoute(): Route {
  return useStore(routeStore)
}

export function navigate(change: Partial<Route>, replace = false): void {
  const route = changed(routeStore.get(), change)
  const target = location.pathname + formatRoute(route)
  if (replace) history.replaceState(null, '', target)
  else history.pushState(null, '', target)
  routeStore.set(route)
}
