import { useEffect, useRef } from 'react'
import type { InferenceEvent } from '../api/types'
import { formatMillis, formatMoment, formatNumber, NONE } from '../logic/format'
import { cellOf } from '../logic/tables'
import { Icon } from '../parts/Icon'
import { Link } from '../parts/Link'
import { navigate } from '../state/router'

/** One event with all it carried, in a drawer of its own. The browser's dialog keeps the focus in and gives it back. */
export function EventDetails({ event }: { event: InferenceEvent }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = () => navigate({ event: '' })
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement as HTMLElement | null
    element?.showModal()
    return () => {
      element?.close()
      before?.focus()
    }
  }, [])
  const { prediction } = event
  const facts: [string, string][] = [
    ['Time', formatMoment(Date.parse(event.timestamp))], ['Timestamp', event.timestamp], ['Received', event.received_at ?? ''], ['Model version', event.model_version ?? ''],
    ['Class', prediction?.class ?? ''], ['Score', numeral(prediction?.score)], ['Value', numeral(prediction?.value)],
    ['Latency', event.latency_ms == null ? '' : formatMillis(event.latency_ms)], ['Error', event.error_code ?? ''], ['Trace', event.trace_id ?? ''],
    ...Object.entries(event.metadata ?? {}).map(([key, value]): [string, string] => [`metadata.${key}`, value]),
  ]
  const features = Object.entries(event.features ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return (
    <dialog
      ref={dialog} className="drawer" aria-labelledby="event-title" onCancel={(cancel) => { cancel.preventDefault(); close() }}
      onClick={(click) => click.target === dialog.current && close()}
    >
      <div className="drawer-body">
        <header className="drawer-head">
          <div><p className="hint">Event</p><h2 id="event-title">{event.request_id}</h2></div>
          <button type="button" className="tool" onClick={close}><Icon name="close" /><span className="visually-hidden">Close</span></button>
        </header>
        <dl className="facts">
          {facts.filter(([, value]) => value !== '').map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
        <h3>Features</h3>
        {features.length === 0 ? <p className="hint">None.</p> : (
          <table className="table">
            <thead><tr><th scope="col">Feature</th><th scope="col" className="is-number">Value</th></tr></thead>
            <tbody>
              {features.map(([name, value]) => (
                <tr key={name}><th scope="row"><Link to={{ feature: name }}>{name}</Link></th><td className="is-number">{typeof value === 'number' ? numeral(value) : cellOf(value) ?? NONE}</td></tr>
              ))}
            </tbody>
          </table>
        )}
        <h3>As JSON</h3>
        <pre tabIndex={0} role="region" aria-label="The event as JSON">{JSON.stringify(event, null, 2)}</pre>
      </div>
    </dialog>
  )
}

function numeral(value: number | null | undefined): string {
  return typeof value === 'number' ? formatNumber(value) : ''
}
