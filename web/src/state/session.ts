import { createStore, useStore } from './store'

/** The API keys of this tab: one a project. They live in sessionStorage and never in the address bar. */
export interface Session {
  keys: SessionKey[]
  active: string | null
}

export interface SessionKey {
  key: string
  project: string
}

const STORAGE = 'driftwatch.session'
const EMPTY: Session = { keys: [], active: null }

/** The key in `#key=dw_…`, or null. */
export function keyFromFragment(fragment: string): string | null {
  const key = new URLSearchParams(fragment.replace(/^#/, '')).get('key')
  return key && /^dw_[A-Za-z0-9]+$/.test(key) ? key : null
}

/** `session` with `key` active; its project's name is kept or set. */
export function withKey(session: Session, key: string, project?: string): Session {
  const old = session.keys.find((entry) => entry.key === key)
  const name = project ?? old?.project ?? ''
  const keys = old
    ? session.keys.map((entry) => (entry.key === key ? { key, project: name } : entry))
    : [...session.keys, { key, project: name }]
  return { keys, active: key }
}

/** `session` without `key`; another project of the tab becomes the active one. */
export function withoutKey(session: Session, key: string): Session {
  const keys = session.keys.filter((entry) => entry.key !== key)
  return { keys, active: session.active === key ? keys[0]?.key ?? null : session.active }
}

function load(): Session {
  try {
    const saved = JSON.parse(sessionStorage.getItem(STORAGE) ?? 'null') as Session | null
    return saved && Array.isArray(saved.keys) ? saved : EMPTY
  } catch {
    return EMPTY
  }
}

export const sessionStore = createStore<Session>(EMPTY)

export function setSession(next: Session): void {
  sessionStorage.setItem(STORAGE, JSON.stringify(next))
  sessionStore.set(next)
}

/** Reads what the tab knows, takes a key out of the address bar, and watches for another one put there. */
export function startSession(): void {
  sessionStore.set(load())
  takeKeyFromAddress()
  addEventListener('hashchange', takeKeyFromAddress)
}

function takeKeyFromAddress(): void {
  const key = keyFromFragment(location.hash)
  if (!key) return
  setSession(withKey(sessionStore.get(), key))
  history.replaceState(history.state, '', location.pathname + location.search)
}

/** The key that requests carry now, or null before sign-in. */
export function useActiveKey(): string | null {
  return useStore(sessionStore).active
}
