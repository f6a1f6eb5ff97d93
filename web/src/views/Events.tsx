import { useId, useState } from 'react'
import { address } from '../api/client'
import type { InferenceEvent } from '../api/types'
import { formatClockSeconds, formatDay, formatMillis, formatScore } from '../logic/format'
import { eventsTable } from '../logic/tables'
import { Link } from '../parts/Link'
import { Mark } from '../parts/Mark'
import { Panel, stateOf } from '../parts/Panel'
import { useResource } from '../state/resource'
import { EventDetails } from './EventDetails'
import type { Scope } from './useSeries'

interface Props { scope: Scope; limit: number; isBrief?: boolean }

/** The newest events; each opens with all it carried. */
export function EventsPanel({ scope, limit, isBrief = false }: Props) {
  const id = useId()
  const [filter, setFilter] = useState('')
  const url = address('/v1/events', { deployment_id: scope.deployment, limit })
  const resource = useResource<{ events: InferenceEvent[] }>(url, 3000)
  const events = (resource.data?.events ?? []).filter((event) => matches(event, filter))
  const listed = resource.data?.events.find((event) => event.request_id === scope.route.event)
  const tools = isBrief
    ? <Link to={{ view: 'events' }} className="tool-link">All events</Link>
    : (
      <>
        <label htmlFor={id} className="visually-hidden">Filter events</label>
        <input id={id} type="search" className="filter" placeholder="Filter: request, class, cohort…" value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
      </>
    )
  return (
    <Panel
      title="Recent events" hint={isBrief ? 'the newest first, whatever the range' : `the newest ${limit}, whatever the range and slice`} tools={tools} isTableAlready
      table={resource.data && eventsTable(events)} file={[scope.deployment, 'events']} className="is-wide"
      state={stateOf(resource, (data) => (data.events.length === 0 ? { kind: 'empty', title: 'No events yet' } : null))}
    >
      <div className="table-scroll is-full" role="region" aria-label="Recent events, table" tabIndex={0}>
        <table className="table events-table">
          <thead>
            <tr>
              <th scope="col">Time</th><th scope="col">Request</th><th scope="col">Model version</th><th scope="col">Prediction</th>
              <th scope="col" className="is-number">Score</th><th scope="col" className="is-number">Latency</th><th scope="col">Result</th><th scope="col">Metadata</th>
            </tr>
          </thead>
          <tbody>{events.map((event) => <Row key={`${event.request_id} ${event.timestamp}`} event={event} />)}</tbody>
        </table>
      </div>
      {events.length === 0 && <p className="note">No event has “{filter}” in it.</p>}
      {scope.route.event && resource.data && <Opened key={scope.route.event} scope={scope} listed={listed} />}
    </Panel>
  )
}

/** The event that the address names: from the list, else asked for by its request id; an open one stays as it is. */
function Opened({ scope, listed }: { scope: Scope; listed: InferenceEvent | undefined }) {
  const [first] = useState(listed)
  const url = address('/v1/events', { deployment_id: scope.deployment, request_id: scope.route.event, limit: 1 })
  const asked = useResource<{ events: InferenceEvent[] }>(first ? null : url, 60_000)
  const event = first ?? asked.data?.events.find((one) => one.request_id === scope.route.event)
  if (event) return <EventDetails event={event} />
  return <p className="note" role="status">{asked.data || asked.error ? `There is no event “${scope.route.event}” any more.` : 'Looking for the event…'}</p>
}

function Row({ event }: { event: InferenceEvent }) {
  const time = Date.parse(event.timestamp)
  const { prediction } = event
  const score = prediction?.score ?? prediction?.value
  return (
    <tr data-request={event.request_id}>
      <td className="is-time"><time dateTime={event.timestamp}><span className="is-quiet">{formatDay(time)}</span> {formatClockSeconds(time)}</time></td>
      <th scope="row"><Link to={{ event: event.request_id }} label={`Event ${event.request_id}`}>{event.request_id}</Link></th>
      <td>{event.model_version || '–'}</td>
      <td>{prediction?.class ?? '–'}</td>
      <td className="is-number">{typeof score === 'number' ? <data value={String(score)}>{formatScore(score)}</data> : '–'}</td>
      <td className="is-number">{formatMillis(event.latency_ms)}</td>
      <td>{event.error_code ? <Mark level="warning" text={event.error_code} /> : <span className="is-quiet">ok</span>}</td>
      <td className="is-metadata">{Object.entries(event.metadata ?? {}).map(([key, value]) => <span key={key} className="tag">{key}={value}</span>)}</td>
    </tr>
  )
}

function matches(event: InferenceEvent, filter: string): boolean {
  const wanted = filter.trim().toLowerCase()
  if (!wanted) return true
  const parts = [event.request_id, event.model_version, event.prediction?.class, event.error_code, ...Object.entries(event.metadata ?? {}).map((pair) => pair.join('='))]
  return parts.some((part) => part?.toLowerCase().includes(wanted))
}
