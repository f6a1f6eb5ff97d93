import type { MouseEvent, ReactNode } from 'react'
import { changed, formatRoute, navigate, useRoute, type Route } from '../state/router'

interface Props {
  to: Partial<Route>
  children: ReactNode
  className?: string
  isCurrent?: boolean
  label?: string
}

/** A real link within the page: it opens in a new tab, can be copied, and changes the address without loading. */
export function Link({ to, children, className, isCurrent, label }: Props) {
  const route = useRoute()
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a href={formatRoute(changed(route, to)) || '?'} onClick={onClick} className={className} aria-current={isCurrent ? 'page' : undefined} aria-label={label}>
      {children}
    </a>
  )
}
