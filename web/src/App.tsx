import { useEffect, useRef, useState } from 'react'
import { ProblemError } from './api/client'
import type { Deployment, Project } from './api/types'
import { Header, RangeBar } from './parts/Header'
import { Link } from './parts/Link'
import { FailureBanner } from './parts/LiveMark'
import { SignIn } from './parts/SignIn'
import { noteRevision, resetLive, startBeat } from './state/live'
import { EACH_BEAT, useResource, type Resource } from './state/resource'
import { useRoute, type Route } from './state/router'
import { sessionStore, setSession, useActiveKey, withKey } from './state/session'
import { EventsPanel } from './views/Events'
import { FeaturePage } from './views/FeaturePage'
import { NoDeployments, NoSuchDeployment } from './views/FirstSteps'
import { Overview } from './views/Overview'
import { scopeOf } from './views/useSeries'

/** The whole page: sign-in without a key, one project with one. */
export function App() {
  const key = useActiveKey()
  const [isAdding, setAdding] = useState(false)
  useEffect(startBeat, [])
  useEffect(() => setAdding(false), [key])
  if (!key) return <SignIn />
  if (isAdding) return <SignIn onCancel={() => setAdding(false)} />
  return <ProjectPage key={key} apiKey={key} onAddProject={() => setAdding(true)} />
}

function ProjectPage({ apiKey, onAddProject }: { apiKey: string; onAddProject: () => void }) {
  const route = useRoute()
  const project = useResource<Project>('/v1/project', 60_000)
  const list = useResource<{ deployments: Deployment[] }>('/v1/deployments', EACH_BEAT)
  const deployments = list.data?.deployments ?? []
  const deployment = deployments.find((one) => one.id === route.deployment) ?? (route.deployment ? null : newest(deployments))

  useEffect(() => resetLive, [])
  useEffect(() => {
    if (project.data) setSession(withKey(sessionStore.get(), apiKey, project.data.project_name || project.data.project_id))
  }, [apiKey, project.data])
  useEffect(() => {
    if (deployment) noteRevision(`${deployment.id} ${deployment.count} ${deployment.reference?.version ?? 0}`)
  }, [deployment])
  useTitle(route, deployment, project.data)

  const refused = [project.error, list.error].find((error) => error instanceof ProblemError && error.status === 401)
  if (refused) return <SignIn reason="This key is no longer valid. Enter another one." />
  return (
    <>
      <a className="skip" href="#content">Skip to the content</a>
      <Header project={project.data} deployments={deployments} deployment={deployment} route={route} onAddProject={onAddProject} />
      <main id="content" tabIndex={-1}>
        <FailureBanner />
        <Content list={list} deployment={deployment} route={route} />
      </main>
      <footer className="foot">Times are in {Intl.DateTimeFormat().resolvedOptions().timeZone}. Numbers come from <a href="/openapi.json">the API</a>; every chart has its table and its CSV.</footer>
    </>
  )
}

interface ContentProps { list: Resource<{ deployments: Deployment[] }>; deployment: Deployment | null; route: Route }

function Content({ list, deployment, route }: ContentProps) {
  const focused = useFocusOnView(`${route.view} ${route.feature}`)
  if (!list.data) {
    return list.error
      ? <section className="panel"><div className="empty"><strong>Nothing to show yet</strong><p>{list.error.message}</p></div></section>
      : <section className="panel"><div className="skeleton is-page" role="status"><span className="visually-hidden">Loading</span></div></section>
  }
  if (list.data.deployments.length === 0) return <NoDeployments />
  if (!deployment) return <NoSuchDeployment id={route.deployment} deployments={list.data.deployments} />
  const scope = scopeOf(deployment.id, route)
  return (
    <div ref={focused} tabIndex={-1} className="view">
      {route.view !== 'events' && <RangeBar deployment={deployment} route={route} />}
      {route.view === 'overview' && <Overview key={deployment.id} scope={scope} deployment={deployment} />}
      {route.view === 'feature' && <FeaturePage key={`${deployment.id} ${route.feature}`} scope={scope} deployment={deployment} />}
      {route.view === 'events' && (
        <>
          <h1 className="page-title">Events <Link to={{ view: 'overview' }} className="crumb">of {deployment.id}</Link></h1>
          <EventsPanel key={deployment.id} scope={scope} limit={100} />
        </>
      )}
    </div>
  )
}

function newest(deployments: Deployment[]): Deployment | null {
  return [...deployments].sort((a, b) => (b.last_event_at ?? '').localeCompare(a.last_event_at ?? ''))[0] ?? null
}

/** After a change of view the keyboard goes on from the new view's beginning; not on the first one. */
function useFocusOnView(view: string) {
  const element = useRef<HTMLDivElement>(null)
  const last = useRef(view)
  useEffect(() => {
    if (last.current === view) return
    last.current = view
    scrollTo({ top: 0 })
    element.current?.focus({ preventScroll: true })
  }, [view])
  return element
}

function useTitle(route: Route, deployment: Deployment | null, project: Project | null): void {
  const where = route.view === 'feature' ? route.feature : route.view === 'events' ? 'Events' : ''
  const title = [where, deployment?.id, project?.project_name, 'DriftWatch'].filter(Boolean).join(' · ')
  useEffect(() => { document.title = title }, [title])
}
