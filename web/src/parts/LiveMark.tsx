import { useEffect, useState } from 'react'
import { ProblemError } from '../api/client'
import { formatAge, formatClockSeconds } from '../logic/format'
import { beatNow, liveStore } from '../state/live'
import { useStore } from '../state/store'

function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** "live · updated 3 s ago". */
export function LiveMark() {
  const { updatedAt, failures, paused } = useStore(liveStore)
  const now = useNow()
  const state = failures.size > 0 ? 'failing' : paused ? 'paused' : updatedAt === null ? 'connecting' : 'live'
  return (
    <p className={`live live-${state}`} data-updated={updatedAt ?? ''}>
      <span className="live-dot" aria-hidden="true" />
      <span>{state}</span>
      {updatedAt !== null && <span className="is-quiet"> · updated {formatAge(now - updatedAt)}</span>}
    </p>
  )
}

/** What cannot be fetched now. The picture before it stays on the page. */
export function FailureBanner() {
  const { updatedAt, failures } = useStore(liveStore)
  const [first] = failures.values()
  if (!first) return null
  const detail = first instanceof ProblemError && first.detail ? first.detail : first.message
  return (
    <div className="banner" role="alert">
      <span>
        <strong>Not up to date.</strong> {sentence(detail)}{' '}
        {updatedAt !== null && <>What you see is from {formatClockSeconds(updatedAt)}; </>}it tries again by itself.
      </span>
      <button type="button" className="button" onClick={beatNow}>Try now</button>
    </div>
  )
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '')
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`
}
