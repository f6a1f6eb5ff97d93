import { useId, useState, type ReactNode } from 'react'
import { fileName, toCSV, type TableData } from '../logic/csv'
import { DataTable } from './DataTable'
import { Icon } from './Icon'

interface Props {
  title: string
  /** What is measured, in which unit. */
  hint?: ReactNode
  /** Controls of this panel. */
  tools?: ReactNode
  /** The same numbers as the chart; null while there are none. */
  table: TableData | null
  /** Parts of the CSV's file name. */
  file: string[]
  state?: PanelState
  children: ReactNode
  className?: string
  /** The body is a table already. */
  isTableAlready?: boolean
  /** The numbers answer an earlier question; newer ones are on the way. */
  isStale?: boolean
}

/** What a panel shows instead of its chart. */
export type PanelState =
  | { kind: 'ready' }
  | { kind: 'loading' }
  | { kind: 'empty'; title: string; text?: ReactNode }
  | { kind: 'failed'; text: string }

/** A chart with its title, its table and its CSV. */
export function Panel({ title, hint, tools, table, file, state = { kind: 'ready' }, children, className = '', isTableAlready, isStale }: Props) {
  const id = useId()
  const [isTable, setTable] = useState(false)
  const isReady = state.kind === 'ready' && table !== null
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <div className="panel-title">
          <h2 id={id}>{title}</h2>
          {hint && <p className="hint">{hint}</p>}
        </div>
        <div className="panel-tools">
          {tools}
          {isReady && (
            <>
              {!isTableAlready && (
                <button type="button" className="tool" aria-pressed={isTable} onClick={() => setTable(!isTable)} title={isTable ? 'Show the chart' : 'Show the table'}>
                  <Icon name={isTable ? 'chart' : 'table'} /><span className="visually-hidden">Table of {title}</span>
                </button>
              )}
              <button type="button" className="tool" onClick={() => download(table, file)} title="Download as CSV">
                <Icon name="download" /><span className="visually-hidden">CSV of {title}</span>
              </button>
            </>
          )}
        </div>
      </header>
      <div className={`panel-body${isStale ? ' is-stale' : ''}`} aria-busy={isStale || state.kind === 'loading'}>
        {state.kind !== 'ready' ? <Instead state={state} /> : isTable && table ? <DataTable table={table} caption={title} /> : children}
      </div>
    </section>
  )
}

function Instead({ state }: { state: Exclude<PanelState, { kind: 'ready' }> }) {
  if (state.kind === 'loading') return <div className="skeleton" role="status"><span className="visually-hidden">Loading</span></div>
  if (state.kind === 'failed') return <div className="empty"><strong>Could not be loaded</strong><p>{state.text}</p></div>
  return <div className="empty"><strong>{state.title}</strong>{state.text && <p>{state.text}</p>}</div>
}

function download(table: TableData, file: string[]): void {
  const url = URL.createObjectURL(new Blob([toCSV(table)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName(file)
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

/** The state of a panel that rests on one answer. */
export function stateOf<T>(resource: { data: T | null; error: Error | null }, empty?: (data: T) => PanelState | null): PanelState {
  if (resource.data === null) return resource.error ? { kind: 'failed', text: resource.error.message } : { kind: 'loading' }
  return empty?.(resource.data) ?? { kind: 'ready' }
}
