import { useEffect, useRef, useState, type RefObject } from 'react'

/** The width of an element, followed with a ResizeObserver; 0 before the first measurement. */
export function useWidth<E extends HTMLElement>(): [RefObject<E>, number] {
  const element = useRef<E>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const target = element.current
    if (!target) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width))
    })
    observer.observe(target)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
