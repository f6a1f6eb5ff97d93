import { createStore } from './store'

/** How fresh the page is: the beat that refreshes it, the last good answer, and what went wrong since. */
export interface Live {
  beat: number
  /** Changes when the deployment has new events. */
  revision: string
  updatedAt: number | null
  failures: ReadonlyMap<string, Error>
  paused: boolean
}

/** Milliseconds between two beats. */
export const BEAT = 3000

export const liveStore = createStore<Live>({
  beat: 0, revision: '', updatedAt: null, failures: new Map(), paused: false,
})

/** Beats while the page can be seen; at once when it comes back. */
export function startBeat(): () => void {
  const tick = () => {
    const live = liveStore.get()
    if (!document.hidden) liveStore.set({ ...live, beat: live.beat + 1, paused: false })
  }
  const visibility = () => {
    if (document.hidden) liveStore.set({ ...liveStore.get(), paused: true })
    else tick()
  }
  const timer = setInterval(tick, BEAT)
  document.addEventListener('visibilitychange', visibility)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', visibility)
  }
}

export function beatNow(): void {
  liveStore.set({ ...liveStore.get(), beat: liveStore.get().beat + 1 })
}

export function noteSuccess(url: string): void {
  const live = liveStore.get()
  liveStore.set({ ...live, updatedAt: Date.now(), failures: without(live.failures, url) })
}

export function noteFailure(url: string, error: Error): void {
  const live = liveStore.get()
  liveStore.set({ ...live, failures: new Map(live.failures).set(url, error) })
}

/** The page no longer asks for `url`: its failure is of no interest. */
export function forget(url: string): void {
  const live = liveStore.get()
  if (live.failures.has(url)) liveStore.set({ ...live, failures: without(live.failures, url) })
}

export function noteRevision(revision: string): void {
  const live = liveStore.get()
  if (live.revision !== revision) liveStore.set({ ...live, revision })
}

/** Nothing known yet: for another project. */
export function resetLive(): void {
  liveStore.set({ ...liveStore.get(), revision: '', updatedAt: null, failures: new Map() })
}

function without(failures: ReadonlyMap<string, Error>, url: string): ReadonlyMap<string, Error> {
  if (!failures.has(url)) return failures
  const rest = new Map(failures)
  rest.delete(url)
  return rest
}
