import { useEffect, useRef, useState } from 'react'
import { getJSON, ProblemError } from '../api/client'
import { forget, liveStore, noteFailure, noteSuccess } from './live'
import { sessionStore, useActiveKey } from './session'
import { useStore } from './store'

/** An answer that keeps itself fresh. The old data stay while newer ones are on the way or fail to come. */
export interface Resource<T> {
  data: T | null
  error: Error | null
  /** `data` answer an earlier question (another range, another slice). */
  stale: boolean
}

/** Even without new events a window moves: everything is asked again after this many milliseconds. */
const REFRESH = 30_000

/** For `every`: ask on each beat, whether or not something is new. */
export const EACH_BEAT = 0

/** Is a resource to be asked again? */
export function isDue(age: number, every: number, failed: boolean, isNewRevision: boolean): boolean {
  return every === EACH_BEAT || failed || age >= REFRESH || (isNewRevision && age >= every)
}

interface Answer<T> { url: string; data: T }

/**
 * GETs `url` now, when it changes, and on the beat: at most each `every` milliseconds while events arrive. `null` asks nothing.
 */
export function useResource<T>(url: string | null, every: number): Resource<T> {
  const key = useActiveKey()
  const [answer, setAnswer] = useState<Answer<T> | null>(null)
  const [failure, setFailure] = useState<{ url: string; error: Error } | null>(null)
  const { beat, revision } = useStore(liveStore)
  const asked = useRef({ url: '', at: 0, revision: '', failed: false, running: false })

  useEffect(() => {
    if (!url || !key) return
    const last = asked.current
    const isNew = last.url !== url
    const age = Date.now() - last.at
    if (!isNew && (last.running || !isDue(age, every, last.failed, last.revision !== revision))) return
    const mine = { url, at: Date.now(), revision, failed: false, running: true }
    asked.current = mine
    getJSON<T>(key, url).then(
      (data) => {
        mine.running = false
        if (asked.current !== mine || sessionStore.get().active !== key) return
        setAnswer({ url, data })
        setFailure(null)
        noteSuccess(url)
      },
      (error: Error) => {
        mine.running = false
        mine.failed = true
        if (asked.current !== mine || sessionStore.get().active !== key) return
        setFailure({ url, error })
        if (!isAbsent(error)) noteFailure(url, error)
      },
    )
  }, [url, key, beat, revision, every])

  useEffect(() => (url ? () => forget(url) : undefined), [url])

  return {
    data: answer?.data ?? null,
    error: failure && failure.url === url ? failure.error : null,
    stale: answer !== null && answer.url !== url,
  }
}

/** What is not there is no failure of the page: its panel says so. */
export function isAbsent(error: Error | null): boolean {
  return error instanceof ProblemError && error.status === 404
}

/** How many questions of one list are on the way at once: browsers keep six connections. */
const AT_ONCE = 4

/**
 * GETs a list of addresses as `useResource` does one, a few at a time. The answers are by address; a new list keeps the old answers
 * until all of the new ones are here.
 */
export function useResources<T>(urls: readonly string[], every: number): { data: ReadonlyMap<string, T>; error: Error | null; stale: boolean } {
  const key = useActiveKey()
  const signature = urls.join('\n')
  const [answer, setAnswer] = useState<{ signature: string; data: ReadonlyMap<string, T> }>({ signature: '', data: new Map() })
  const [error, setError] = useState<Error | null>(null)
  const { beat, revision } = useStore(liveStore)
  const asked = useRef({ signature: '', at: 0, revision: '', failed: false, running: false })

  useEffect(() => {
    if (!signature || !key) return
    const last = asked.current
    const isNew = last.signature !== signature
    if (!isNew && (last.running || !isDue(Date.now() - last.at, every, last.failed, last.revision !== revision))) return
    const mine = { signature, at: Date.now(), revision, failed: false, running: true }
    asked.current = mine
    getAll<T>(key, signature.split('\n'), () => asked.current === mine).then(
      (data) => {
        mine.running = false
        if (asked.current !== mine) return
        setAnswer({ signature, data })
        setError(null)
        noteSuccess(signature)
      },
      (failure: Error) => {
        mine.running = false
        mine.failed = true
        if (asked.current !== mine) return
        setError(failure)
        noteFailure(signature, failure)
      },
    )
  }, [signature, key, beat, revision, every])

  useEffect(() => () => forget(signature), [signature])

  return { data: answer.data, error, stale: answer.signature !== '' && answer.signature !== signature }
}

async function getAll<T>(key: string, urls: string[], isWanted: () => boolean): Promise<Map<string, T>> {
  const answers = new Map<string, T>()
  const waiting = [...urls]
  const work = async () => {
    for (let url = waiting.shift(); url !== undefined && isWanted(); url = waiting.shift()) {
      try {
        answers.set(url, await getJSON<T>(key, url))
      } catch (error) {
        if (!isAbsent(error as Error)) throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, urls.length) }, work))
  return answers
}
