import type { Deployment } from '../api/types'
import { formatCount } from '../logic/format'
import { Link } from '../parts/Link'

/** A project without events: how to send the first one. */
export function NoDeployments() {
  const example = `curl -X POST ${location.origin}/v1/ingest/metrics \\
  -H "Authorization: Bearer $DRIFTWATCH_API_KEY" -H "Content-Type: application/json" \\
  -d '{"deployment_id":"my-model","model_version":"v1","request_id":"req-1",
       "prediction":{"class":"approve","score":0.82},
       "features":{"age":42,"region":"NA"},"latency_ms":45}'`
  return (
    <section className="panel first-steps">
      <h1>No events yet</h1>
      <p>Send one, from anywhere; this page shows it within seconds.</p>
      <pre tabIndex={0} role="region" aria-label="Example">{example}</pre>
      <p className="hint">From a program in production, use the C SDK’s <code>dw_log_inference</code>: it never waits for the network.</p>
    </section>
  )
}

export function NoSuchDeployment({ id, deployments }: { id: string; deployments: Deployment[] }) {
  return (
    <section className="panel first-steps">
      <h1>No deployment “{id}” in this project</h1>
      <p>There are these:</p>
      <ul className="choices">
        {deployments.map((one) => <li key={one.id}><Link to={{ deployment: one.id, view: 'overview' }}>{one.id}</Link> <span className="is-quiet">{formatCount(one.count)} events</span></li>)}
      </ul>
    </section>
  )
}
