import { useCallback, useState, type KeyboardEvent } from 'react'

/** The point of a chart that is being read, by pointer or by arrow keys; −1 for none. */
export interface Reading {
  index: number
  read(index: number): void
  leave(): void
  onKeyDown(event: KeyboardEvent): void
  onFocus(): void
}

/** Where a key leads among `count` points; null when the key is none of ours. */
export function step(key: string, index: number, count: number): number | null {
  const page = Math.max(1, Math.round(count / 10))
  const at = index < 0 ? count : index
  switch (key) {
    case 'ArrowLeft': return Math.max(0, at - 1)
    case 'ArrowRight': return Math.min(count - 1, index + 1)
    case 'PageUp': return Math.max(0, at - page)
    case 'PageDown': return Math.min(count - 1, index + page)
    case 'Home': return 0
    case 'End': return count - 1
    default: return null
  }
}

export function useReading(count: number, last = count - 1): Reading {
  const [index, setIndex] = useState(-1)
  const shown = index < count ? index : -1
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    if (event.key === 'Escape') return setIndex(-1)
    const next = count > 0 && !event.altKey && !event.ctrlKey && !event.metaKey ? step(event.key, shown, count) : null
    if (next === null) return
    event.preventDefault()
    setIndex(next)
  }, [count, shown])
  return {
    index: shown,
    read: setIndex,
    leave: useCallback(() => setIndex(-1), []),
    onKeyDown,
    onFocus: useCallback(() => setIndex((now) => (now < 0 ? last : now)), [last]),
  }
}
