import { useId, useState, type FormEvent } from 'react'
import { getJSON, ProblemError } from '../api/client'
import type { Project } from '../api/types'
import { sessionStore, setSession, withKey } from '../state/session'
import { Logo } from './Icon'

interface Props {
  /** Why the page asks (again). */
  reason?: string
  onCancel?: () => void
}

/** Asks for an API key, tries it, and keeps it for this tab. */
export function SignIn({ reason, onCancel }: Props) {
  const id = useId()
  const [error, setError] = useState(reason ?? '')
  const [isBusy, setBusy] = useState(false)

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const key = String(new FormData(event.currentTarget).get('key') ?? '').trim()
    if (!/^dw_[A-Za-z0-9]+$/.test(key)) return setError('That is no API key: it begins with dw_ and has letters and digits after it.')
    setBusy(true)
    try {
      const project = await getJSON<Project>(key, '/v1/project')
      setSession(withKey(sessionStore.get(), key, project.project_name || project.project_id))
    } catch (failure) {
      const isRefused = failure instanceof ProblemError && (failure.status === 401 || failure.status === 403)
      setError(isRefused ? 'The gateway does not know this key. Was it revoked, or is it another installation’s?' : (failure as Error).message)
      setBusy(false)
    }
  }

  return (
    <main className="sign-in" id="content">
      <form className="panel sign-in-card" onSubmit={onSubmit} noValidate>
        <p className="brand"><Logo /> DriftWatch</p>
        <h1>{onCancel ? 'Open another project' : 'Open a project'}</h1>
        <p className="hint">An API key opens its project. It stays in this tab and is forgotten when you close it.</p>
        <label htmlFor={id}>API key</label>
        <input
          id={id} name="key" type="password" autoComplete="off" spellCheck={false} placeholder="dw_…" autoFocus
          aria-invalid={error !== ''} aria-describedby={error ? `${id}-error` : undefined}
        />
        {error && <p className="form-error" id={`${id}-error`} role="alert">{error}</p>}
        <div className="form-actions">
          <button type="submit" className="button is-primary" disabled={isBusy}>{isBusy ? 'Opening…' : 'Open'}</button>
          {onCancel && <button type="button" className="button" onClick={onCancel}>Back</button>}
        </div>
        <p className="hint">Administrators make keys with <code>driftwatch admin</code>.</p>
      </form>
    </main>
  )
}
