/** The only place that talks to the gateway. Same origin, JSON, `Authorization: Bearer`. */

/** What the gateway (or the way to it) refused, in its own words. */
export class ProblemError extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string) {
    super(detail || title)
    this.name = 'ProblemError'
  }

  /** True when asking again cannot help before somebody changes something. */
  get isPermanent(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429
  }
}

export type Query = Record<string, string | number | null | undefined>

/** `path` with the parameters that have a value, in the order given: equal requests have equal addresses. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text ? `${path}?${text}` : path
}

/** How far this machine's clock is from the gateway's, in milliseconds, from the last answer's `Date`. */
let clockOffset = 0

/** The gateway's time now, so that a wrong clock here does not shift the charts. */
export function serverNow(): number {
  return Date.now() + clockOffset
}

/** An answer that takes longer will not come. */
const TIMEOUT = 20_000

/** GETs and decodes. Throws `ProblemError` only. */
export async function getJSON<T>(key: string, url: string): Promise<T> {
  const control = new AbortController()
  const timer = setTimeout(() => control.abort(), TIMEOUT)
  let response: Response
  try {
    response = await fetch(url, {
      headers: { Authorization: `Bearer ${key}`, Accept: 'application/json' }, signal: control.signal, cache: 'no-store',
    })
  } catch {
    throw new ProblemError(0, 'no answer', 'the gateway does not answer; is it running?')
  } finally {
    clearTimeout(timer)
  }
  noteClock(response.headers.get('Date'))
  if (!response.ok) throw await problem(response)
  try {
    return (await response.json()) as T
  } catch {
    throw new ProblemError(response.status, 'not JSON', `${url.split('?')[0]} did not answer with JSON`)
  }
}

async function problem(response: Response): Promise<ProblemError> {
  const fallback = `the gateway answered ${response.status} ${response.statusText}`.trim()
  try {
    const body = (await response.json()) as { title?: string; detail?: string }
    return new ProblemError(response.status, body.title ?? fallback, body.detail ?? '')
  } catch {
    return new ProblemError(response.status, fallback, '')
  }
}

function noteClock(date: string | null): void {
  const server = date ? Date.parse(date) : NaN
  // `Date` has whole seconds: less than two of difference is no difference.
  if (Number.isFinite(server)) clockOffset = Math.abs(server - Date.now()) > 2000 ? server - Date.now() : 0
}
